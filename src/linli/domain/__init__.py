"""One folder per area; each depends only on those below it."""
