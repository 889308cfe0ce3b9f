# Everything Trellis needs, from a fresh clone on a machine that has Python 3.11 or later with pip, git and a network
# that reaches the package registries.
#
#   make demo    the demonstration trust, on http://127.0.0.1:8000
#   make test    every check and every test: SQLite, PostgreSQL, and journeys in a browser
#   make bench   the benchmark, and var/bench.json
#   make check   style, types, floors, migrations
#   make fix     put right what a machine can
#   make lock    choose versions anew
#   make migrations  each room's first migration, written afresh from its models
#   make words   gather the words of the pages for translators, and put their translations to use

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The first Python that answers, is new enough and has pip.
PYTHON ?= $(shell for one in python3 python3.11 python3.12 python3.13 python; do \
  $$one -c 'import pip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
VENV := .venv
BIN := $(VENV)/bin
NPM := $(BIN)/npm
PORT ?= 8000

# uv installs packages; it never brings a Python of its own.
export UV_PYTHON_DOWNLOADS := never
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
export DJANGO_SETTINGS_MODULE := trellis.web.settings
UV := $(BIN)/python -m uv

STAMPS := $(VENV)/stamps
CORE := $(STAMPS)/core
DEVELOP := $(STAMPS)/develop
MODULES := node_modules/.package-lock.json
ASSETS := trellis/web/static/built/manifest.json
BROWSER := $(STAMPS)/browser
POSTGRES := $(STAMPS)/postgres

.PHONY: demo test bench check fix lock words migrations assets browser postgres suite-sqlite suite-postgres journeys clean

# ── For a person ──

demo: $(CORE) $(ASSETS)
	$(BIN)/python -m compileall -q trellis
	$(BIN)/trellis demo --keep
	$(BIN)/trellis serve --port $(PORT)

test: $(DEVELOP) $(ASSETS) $(BROWSER) $(POSTGRES)
	$(MAKE) check
	$(MAKE) suite-sqlite
	$(MAKE) suite-postgres
	$(MAKE) journeys

bench: $(DEVELOP) $(ASSETS)
	$(BIN)/python -m compileall -q trellis bench
	$(BIN)/python -m bench.run

check: $(DEVELOP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -W error -m django makemigrations --check --dry-run --verbosity 1

fix: $(DEVELOP)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Until something is released each room has one migration, which is written afresh when a model changes.
migrations: $(DEVELOP)
	$(BIN)/python -m tests.migrations

# For translators: every word of the pages into trellis/web/locale/cy, and what is translated there into use.
words: $(DEVELOP)
	$(BIN)/python -m tests.provide gettext
	mkdir -p trellis/web/locale/cy/LC_MESSAGES
	cd trellis && ../$(BIN)/python -m django makemessages --locale cy --no-wrap --no-obsolete
	cd trellis && ../$(BIN)/python -m django compilemessages --locale cy

# ── The parts of make test ──

suite-sqlite: $(DEVELOP) $(ASSETS)
	$(BIN)/pytest -n 2 --dist worksteal -m "not journey"

suite-postgres: $(DEVELOP) $(ASSETS) $(POSTGRES)
	$(BIN)/python -m tests.postgres $(BIN)/pytest -n 2 --dist worksteal -m "not journey"

journeys: $(DEVELOP) $(ASSETS) $(BROWSER)
	$(BIN)/pytest -n 2 --dist worksteal tests/journeys

assets: $(ASSETS)
browser: $(BROWSER)
postgres: $(POSTGRES)

# ── What they stand on ──

$(BIN)/uv: locks/uv.txt
	@test -n "$(PYTHON)" || { echo "Trellis needs Python 3.11 or later with pip: install it and run make again."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes -r locks/uv.txt
	touch $@

$(CORE): locks/core.txt pyproject.toml | $(BIN)/uv
	$(UV) pip install --quiet --compile-bytecode --require-hashes -r locks/core.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	mkdir -p $(STAMPS) && touch $@

$(DEVELOP): locks/develop.txt pyproject.toml | $(BIN)/uv
	$(UV) pip install --quiet --compile-bytecode --require-hashes -r locks/develop.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	mkdir -p $(STAMPS) && touch $@ $(CORE)

$(MODULES): package.json package-lock.json .npmrc | $(CORE)
	$(NPM) ci --no-progress --loglevel=error
	touch $@

$(ASSETS): $(MODULES) $(shell find frontend -type f)
	$(NPM) run --silent build

$(BROWSER): | $(DEVELOP)
	$(BIN)/python -m tests.provide chromium
	touch $@

$(POSTGRES): | $(DEVELOP)
	$(BIN)/python -m tests.provide postgresql
	touch $@

# ── Versions ──

LOCK := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

lock: | $(BIN)/uv
	printf 'uv\n' | $(LOCK) --upgrade - -o locks/uv.txt
	$(LOCK) --upgrade pyproject.toml --extra build -o locks/core.txt
	$(LOCK) --upgrade pyproject.toml --all-extras -c locks/core.txt -o locks/develop.txt
	$(NPM) update --package-lock-only --no-progress --loglevel=error

clean:
	rm -rf $(VENV) node_modules trellis/web/static/built
