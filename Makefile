# Two commands for a new machine: `make demo` shows the desk at work, `make test` passes every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup clean

demo: $(VENV)/.demo
	$(BIN)/guichet-bot demo

test: $(VENV)/.dev
	bash tools/dovecot.sh
	$(BIN)/python tools/check.py

setup: $(VENV)/.dev

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable ".[demo,charts]"
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $@ $(VENV)/.demo

clean:
	rm -rf $(VENV) build dist
