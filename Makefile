# Two commands for a new machine: `make demo` shows the desk at work, `make test` passes every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLD := Il faut Python 3.11 ou plus récent ; s’il porte un autre nom : make clean, puis make PYTHON=python3.13 ...

.PHONY: demo test setup clean

demo: $(VENV)/.demo
	$(BIN)/guichet-bot demo

test: $(VENV)/.dev
	bash tools/dovecot.sh
	$(BIN)/python tools/check.py

setup: $(VENV)/.dev

define environment
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '$(OLD)' >&2; exit 1; }
$(PYTHON) -m venv $(VENV)
$(BIN)/pip install --quiet --upgrade pip
endef

$(VENV)/.demo: pyproject.toml
	$(environment)
	$(BIN)/pip install --quiet --editable ".[demo,charts]"
	touch $@

$(VENV)/.dev: pyproject.toml
	$(environment)
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $@ $(VENV)/.demo

clean:
	rm -rf $(VENV) build dist
