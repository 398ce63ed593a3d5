"""Codes of divisions, organisations, citizens and phones, and their masks."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.kernel import codes
from linli.kernel.codes import DivisionKind
from linli.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("text", "code", "level", "parent", "kind"),
    [
        ("14", "14", 1, None, DivisionKind.PROVINCE),
        ("140000", "14", 1, None, DivisionKind.PROVINCE),
        ("1404", "1404", 2, "14", DivisionKind.PREFECTURE),
        ("140400000000", "1404", 2, "14", DivisionKind.PREFECTURE),
        ("１４０４０３", "140403", 3, "1404", DivisionKind.COUNTY),
        ("445102", "445102", 3, "4451", DivisionKind.COUNTY),
        ("445102010", "445102010", 4, "445102", DivisionKind.SUBDISTRICT),
        ("140403100", "140403100", 4, "140403", DivisionKind.TOWN),
        ("140403200", "140403200", 4, "140403", DivisionKind.TOWNSHIP),
        ("410172360", "410172360", 4, "410172", DivisionKind.TOWNSHIP),
        ("140403400", "140403400", 4, "140403", DivisionKind.ZONE),
        ("120113500", "120113500", 4, "120113", DivisionKind.ZONE),
        ("140403001001", "140403001001", 5, "140403001", DivisionKind.COMMUNITY),
        ("140403001200", "140403001200", 5, "140403001", DivisionKind.VILLAGE),
        ("140403001350", "140403001350", 5, "140403001", DivisionKind.VILLAGE),
        ("140403001401", "140403001401", 5, "140403001", DivisionKind.COMMUNITY_LIKE),
        ("140403001501", "140403001501", 5, "140403001", DivisionKind.VILLAGE_LIKE),
        ("140403001498", "140403001498", 5, "140403001", DivisionKind.VIRTUAL),
        ("140403001598", "140403001598", 5, "140403001", DivisionKind.VIRTUAL),
        ("441900", "441900", 3, "4419", DivisionKind.COUNTY),  # a city without counties
        ("441900003", "441900003", 4, "441900", DivisionKind.SUBDISTRICT),
    ],
)
def test_divisions(
    text: str, code: str, level: int, parent: str | None, kind: DivisionKind
) -> None:
    assert codes.division(text) == codes.DivisionCode(code, level, parent, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "00",
        "99",
        "140",
        "14040",
        "1404030",
        "14040300100",
        "140403601",
        "140403001701",
        "1404030010011",
        "14 04",
        "1404a3",
        "-140403",
        "长治",
        "1.40403E+5",
        "0" * 12,
    ],
)
def test_codes_that_are_no_division(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        codes.division(text)
    assert refusal.value.code == "division_code"


@given(st.integers(11, 65), st.integers(1, 99), st.integers(1, 99), st.integers(1, 599))
def test_padding_changes_nothing(province: int, city: int, county: int, town: int) -> None:
    whole = f"{province:02}{city:02}{county:02}{town:03}"
    if province not in {11, 14, 35, 44, 65}:
        return
    for length in (2, 4, 6, 9):
        code = whole[:length]
        assert codes.division(code.ljust(12, "0")) == codes.division(code)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("91110000600037341L", True),
        ("91110000600037341l", True),
        ("９１１１００００６０００３７３４１Ｌ", True),
        ("91110000600037341M", False),
        ("9111000060003734IL", False),
        ("9111000060003734OL", False),
        ("9111000060003734SL", False),
        ("9111000060003734VL", False),
        ("9111000060003734ZL", False),
        ("91110000600037341", False),
        ("", False),
        ("9.1110000600037E+17", False),
    ],
)
def test_unified_social_credit_codes(text: str, valid: bool) -> None:
    assert codes.is_uscc(text) is valid


def slow_check(body: str) -> str:
    total, weight = 0, 1
    for letter in body:
        total += codes._USCC.index(letter) * weight
        weight = weight * 3 % 31
    return codes._USCC[(31 - total % 31) % 31]


@given(st.text(alphabet=codes._USCC, min_size=16, max_size=16), st.sampled_from("19N5AY"))
def test_one_check_letter_fits_and_collective_organisations_are_taken(
    tail: str, first: str
) -> None:
    body = first + tail
    fitting = [c for c in codes._USCC if codes.is_uscc(body + c)]
    assert fitting == [slow_check(body)]


def test_a_sum_that_31_divides_has_the_check_0() -> None:
    assert slow_check("N2140403000000007") == "0"
    assert codes.is_uscc("N21404030000000070")


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("１１０１０５１９４９１２３１００２Ｘ", True),
        ("110105194912310020", False),
        ("110105194902300021", False),
        ("11010519491231002", False),
        ("1.10105E+17", False),
        ("000105194912310020", False),
        ("", False),
    ],
)
def test_citizen_numbers(text: str, valid: bool) -> None:
    assert codes.is_citizen_number(text) is valid


def citizen(area: str, day: str, serial: str) -> str:
    body = area + day + serial
    total = sum(int(c) * (2 ** (17 - n) % 11) for n, c in enumerate(body))
    return body + "10X98765432"[total % 11]


@pytest.mark.parametrize(
    ("area", "day", "valid"),
    [
        ("140403", "20000229", True),
        ("140403", "19000229", False),
        ("140403", "20261301", False),
        ("140403", "17990101", False),
        ("830000", "19800101", True),
        ("810000", "19800101", True),
        ("990000", "19800101", True),
        ("160000", "19800101", False),
    ],
)
def test_area_and_date_of_a_citizen_number(area: str, day: str, valid: bool) -> None:
    assert codes.is_citizen_number(citizen(area, day, "001")) is valid


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812341234", "13812341234"),
        (" 138-1234-1234 ", "13812341234"),
        ("１３８１２３４１２３４", "13812341234"),
        ("+86 138 1234 1234", "13812341234"),
        ("008613812341234", "13812341234"),
        ("0355-2012345", "0355-2012345"),
        ("(0355)2012345", "0355-2012345"),
        ("（０３５５）２０１２３４５", "0355-2012345"),
        ("03552012345", "0355-2012345"),
        ("+86 355 2012345", "0355-2012345"),
        ("0355—2012345", "0355-2012345"),
        ("010-62345678", "010-62345678"),
        ("02062345678", "020-62345678"),
        ("0355-2012345-801", "0355-2012345-801"),
        ("0355-2012345转801", "0355-2012345-801"),
        ("400 123 4567", "400-123-4567"),
        ("2012345", None),
        ("12812341234", None),
        ("1381234123", None),
        ("138123412345", None),
        ("1.38123E+10", None),
        ("0055-2012345", None),
        ("张三", None),
        ("", None),
    ],
)
def test_phones(text: str, number: str | None) -> None:
    assert codes.read_phone(text) == number


def test_an_area_completes_a_local_number() -> None:
    assert codes.read_phone("2012345", area="0355") == "0355-2012345"
    assert codes.read_phone("13812341234", area="0355") == "13812341234"


@given(st.text(max_size=20))
def test_a_read_phone_reads_as_itself(text: str) -> None:
    number = codes.read_phone(text)
    if number is not None:
        assert codes.read_phone(number) == number


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳小明", "欧阳**"),
        ("欧阳明", "欧阳*"),
        ("欧阳", "欧*"),
        ("诸葛亮", "诸葛*"),
        ("王小明", "王**"),
        ("买买提·艾力", "买*****"),
        ("John Smith", "J***"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert codes.mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+86 138 1234 1234", "138****1234"),
        ("0355-2012345", "0355-****345"),
        ("0355-2012345-801", "0355-****345"),
        ("010-62345678", "010-*****678"),
        ("nonsense 13812", "****"),
        ("", "****"),
    ],
)
def test_masked_phones(phone: str, masked: str) -> None:
    assert codes.mask_phone(phone) == masked


def test_masked_citizen_numbers() -> None:
    assert codes.mask_citizen_number("11010519491231002X") == "1" + "*" * 16 + "X"
    assert codes.mask_citizen_number("1101") == "*" * 18


@given(st.text(min_size=2, max_size=12))
def test_no_mask_shows_the_whole(text: str) -> None:
    shown = codes.plain(text)
    assume(shown and "*" not in shown)  # what carries stars may be a mask already
    for mask in (codes.mask_name, codes.mask_phone, codes.mask_citizen_number):
        assert mask(text) != shown
