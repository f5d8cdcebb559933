"""Fixtures of all tests; each file under tests/fixtures brings its own."""

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.dovecot",
    "tests.fixtures.smtp",
    "tests.fixtures.nameserver",
    "tests.fixtures.certificate",
    "tests.fixtures.world",
]
