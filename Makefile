# Linli: works with Python 3.11 or newer, make and the package registries; nothing else.
#
#   make demo      a whole city at http://127.0.0.1:8000 (ARGS="--no-serve --json")
#   make test      every test, on the packaged PostgreSQL (ARGS="-k words")
#   make check     style, types, layers, templates, migrations, texts
#   make help      the rest

PYTHON ?= python3
ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
LINLI := $(PY) -m linli
# the packaged server, whatever the caller's environment names
PACKAGED := env -u DATABASE_URL -u DATABASE_OWNER_URL

.PHONY: help demo serve test test-server check fix bench pictures env clean
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#  //p' Makefile
	@echo "  make serve | test-server | fix | bench | pictures | env | clean"

# --- what people run ---------------------------------------------------------

demo: $(VENV)/.run $(VENV)/.linked node_modules/.pages
	$(LINLI) demo $(ARGS)

serve: $(VENV)/.run $(VENV)/.linked node_modules/.pages
	$(LINLI) serve $(ARGS)

test: env
	@# in the files' own order: one long test at the end would leave a worker with nothing to do
	$(PACKAGED) $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

test-server: env
	@test -n "$$DATABASE_URL" || { echo "DATABASE_URL must name a PostgreSQL server, with a role that may create databases"; exit 1; }
	@# one after the other: what the journal's readers wait for is the whole server's
	$(PY) -m pytest -m db $(ARGS)

check: env
	$(VENV)/bin/ruff check src tests tools bench
	$(VENV)/bin/ruff format --check src tests tools bench
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --lint --quiet src
	$(LINLI) check
	$(PACKAGED) $(LINLI) makemigrations --check --dry-run
	$(LINLI) messages --check
	$(PACKAGED) $(PY) -m pytest tests/architecture

fix: env
	$(VENV)/bin/ruff check --fix src tests tools bench
	$(VENV)/bin/ruff format src tests tools bench

bench: env
	$(LINLI) bench $(ARGS)

pictures: env
	$(PY) -m tests.journeys.pictures $(ARGS)

clean:
	-test ! -x $(PY) || $(PACKAGED) $(LINLI) db remove --yes
	rm -rf $(VENV) node_modules var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

# --- what they need; each step leaves a stamp, so a second start is immediate --

env: $(VENV)/.dev $(VENV)/.linked node_modules/.all

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Linli needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# its own stamp: an environment made by hand, or half made by a killed make, is linked too
$(VENV)/.linked: tools/link.py | $(PY)
	$(PY) tools/link.py
	@touch $@

$(VENV)/.run: requirements.txt | $(PY)
	@echo "installing Linli's Python packages (once; some hundred megabytes)"
	$(PIP) install --quiet --progress-bar on --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(PY)
	@echo "installing Linli's Python packages and tools (once; about a gigabyte)"
	$(PIP) install --quiet --progress-bar on --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run

node_modules/.pages: package-lock.json | $(PY)
	@echo "installing the pages' third-party files (once)"
	$(PY) tools/npm.py ci --omit=dev
	@touch $@

# with the tests' own, and the earlier lists of divisions: some hundred megabytes
node_modules/.all: package-lock.json | $(PY)
	@echo "installing the pages' and the tests' third-party files (once)"
	$(PY) tools/npm.py ci
	@touch $@ node_modules/.pages
