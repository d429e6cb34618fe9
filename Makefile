# All that a newcomer and a machine need. `make` alone lists it.
SHELL := /bin/sh
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
DEMO := demo-data

.DEFAULT_GOAL := help
.PHONY: help demo test test-all check bench lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

demo: .venv/core ## make a store of invented patients and serve it
	@$(BIN)/caretrail --data $(DEMO) demo

test: .venv/dev ## run the tests
	$(call try,)

test-all: test ## run the slow tests as well
	$(call try,-m slow)

check: .venv/dev ## types, style, import contracts; silent when all is well
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --config setup.cfg > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }

bench: .venv/dev ## measure, as ratios within one run
	$(BIN)/python -m benchmarks

LOCK = uv pip compile -q --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 pyproject.toml
EXTRAS := imaging metrics oidc passkeys pdf postgres s3 timestamps
lock: ## write the locks anew (needs uv)
	$(LOCK) -o requirements/core.txt
	$(LOCK) --group dev -o requirements/dev.txt
	@for extra in $(EXTRAS); do $(LOCK) --extra $$extra -o requirements/$$extra.txt; done

clean: ## take away what was made
	rm -rf .venv $(DEMO) build *.egg-info

# Tests wait much for the disk: where memory has room for what they write, they write there.
SCRATCH = test "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $$4}')" -gt 6000000 2>/dev/null && echo /dev/shm \
  || echo "$${TMPDIR:-/tmp}"
define try
	@scratch=$$(mktemp -d "$$($(SCRATCH))/caretrail-XXXXXX") && chmod 711 "$$scratch" && trap 'rm -rf "$$scratch"' EXIT && \
	  TMPDIR="$$scratch" $(BIN)/python -m pytest -n auto --dist worksteal $(1)
endef

.venv/core: requirements/core.txt pyproject.toml setup.cfg
	$(call install,core)

.venv/dev: requirements/dev.txt pyproject.toml setup.cfg
	$(call install,dev)

ifdef UV
define install
	@echo "Setting up .venv (only the first time) ..."
	@test -x $(BIN)/python || $(UV) venv -q --no-project --python ">=3.11" .venv
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/$(1).txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps --editable .
	@touch $@
endef
else
define install
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
	  { echo "Python 3.11 or later is needed; name one: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up .venv (only the first time, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/$(1).txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --editable .
	@touch $@
endef
endif
