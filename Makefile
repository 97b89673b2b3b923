# The front door. `make demo` and `make test` each set everything up by themselves, into .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench setup

demo: setup
	$(BIN)/aoxanh demo

test: setup
	scripts/check $(CHECK_FLAGS)

check:
	scripts/check $(CHECK_FLAGS)

bench: setup
	scripts/bench

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check uv; }
	$(BIN)/uv pip sync --quiet requirements.lock
	$(BIN)/uv pip install --quiet --no-deps --editable .
	touch $@

requirements.lock: pyproject.toml
	@if [ -x $(BIN)/uv ]; then scripts/lock; else touch $@; fi
