"""The exit codes, which scripts, mail servers and monitoring rely on (docs/operating.md); 0 is "done"."""

NEEDS_A_PERSON = 1
USAGE = 2  # or the configuration: nothing was done
TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: a mail server keeps the mail
