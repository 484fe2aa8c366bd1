# `make site` does everything from a fresh clone to a site to look at. Needs Python 3.11+ and, the first time, a network.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install setup compiled site serve test test-browser check format docs lock bench bench-saving bench-collect clean

# The first of these that is new enough; `make PYTHON=/path/to/python site` names another.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
  $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --no-header

JUDGES := tests/browser/node_modules/.made
# $(call need,COMMANDS,NAME,DEBIAN PACKAGES): whether one of the commands is there; says what to install if none is.
define need
command -v $(1) >/dev/null || { \
  echo "make $(firstword $(MAKECMDGOALS)): no $(2) found (looked for $(1))." >&2; \
  echo "  Debian, Ubuntu: sudo apt-get install $(3)    elsewhere: install $(2)" >&2; exit 1; }
endef

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

install: .venv/.installed compiled  ## the digest command in .venv, from the lock file

setup: .venv/.dev compiled  ## the same with what the tests and checks need

site: .venv/.installed compiled  ## fetch the feeds and build the site
	@$(BIN)/digest fetch || { test $$? -eq 1 && echo "Going on with what is here." >&2; }
	@$(BIN)/digest build
	@echo
	@echo "The site:       make serve shows it at http://127.0.0.1:8000/ and reloads    (its files are in build/)"
	@echo "Candidates:     $$($(BIN)/digest list --status new | wc -l | tr -d ' ') wait in content/entries/    (.venv/bin/digest triage to choose)"
	@echo "To drop them:   git stash push --include-untracked -- content    (git stash pop brings them back)"

serve: .venv/.installed compiled  ## build, watch, and reload the browser
	@$(BIN)/digest serve

test: check  ## every check, and every test that needs Python alone
	$(BIN)/python -m pytest -m "not browser" -n 2

test-browser: .venv/.dev compiled $(JUDGES)  ## the tests that need Chromium, Node and Java
	@$(call need,chromium chromium-browser google-chrome,Chromium,chromium)
	@$(call need,java,Java,default-jre-headless)
	$(BIN)/python -m pytest -m browser -n 2 --dist worksteal

# What judges the pages and is no Python: axe, the Nu checker, Lighthouse. Locked in tests/browser/package-lock.json.
$(JUDGES): tests/browser/package-lock.json
	@$(call need,node,Node 18.20 or newer,nodejs npm)
	@$(call need,npm,npm,npm)
	npm --prefix tests/browser ci --silent
	@touch $@

check: .venv/.dev compiled  ## types, style, the direction of imports, the workflows, the lock files
	$(BIN)/mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/zizmor --quiet --offline --no-progress --persona=auditor .github/workflows
	$(BIN)/python -m pytest -q tests/test_lock.py

format: .venv/.dev  ## put the code into the house's form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: .venv/.dev  ## write the pages of docs/ that are made from the code
	$(BIN)/python -m digest.cli.reference docs

lock: .venv/.dev  ## make the lock files anew; `make lock UPGRADE=--upgrade` takes newer releases
	$(UV_COMPILE) $(UPGRADE) --group build pyproject.toml -o requirements.lock
	$(UV_COMPILE) $(UPGRADE) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# What we are measured beside is no dependency of ours: it lives in a folder of its own.
BENCH := .cache/bench
BENCH_PIP := $(BENCH)/bin/python -m pip --quiet --disable-pip-version-check
bench: .venv/.dev compiled $(BENCH)/.sites  ## how fast sites are built, beside Hugo and Pelican; ARGS="--help" tells more
	$(BIN)/python tests/bench/sites.py --tools $(BENCH)/bin/python $(ARGS)

bench-saving: .venv/.dev compiled  ## how long a saved note takes to the page in the browser
	@$(call need,chromium chromium-browser google-chrome,Chromium,chromium)
	$(BIN)/python tests/bench/saving.py $(ARGS)

bench-collect: .venv/.dev compiled $(BENCH)/.reader  ## how fast feeds are collected, beside the library `reader`
	$(BIN)/python tests/bench/collect.py --reader $(BENCH)/bin/python $(ARGS)

$(BENCH)/.sites: tests/bench/requirements.txt $(BENCH)/bin/python
	$(BENCH_PIP) install --requirement $<
	@touch $@

$(BENCH)/.reader: $(BENCH)/bin/python
	$(BENCH_PIP) install reader==3.26 sgmllib3k==1.0.0
	@touch $@

$(BENCH)/bin/python:
	$(PYTHON) -m venv $(BENCH) || { rm -rf $(BENCH); exit 1; }

clean:  ## remove the built site and all caches; content/ and .venv stay
	find build -mindepth 1 ! -path build/.gitignore -delete
	rm -rf .cache dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# As pip does with all that it installs, but not with what is editable: importing takes nearly twice as long without, and
# where PYTHONDONTWRITEBYTECODE is set it would stay so. What does not compile is told by whoever runs it.
compiled: .venv/.installed
	@$(BIN)/python -m compileall -qq digest || true

# The stamps below keep a second run from asking the network for anything.
.venv/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. See https://www.python.org/downloads/" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { echo "On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@touch $@

.venv/.locked: requirements.lock .venv/.made
	$(PIP) install --require-hashes -r requirements.lock
	@touch $@

.venv/.installed: pyproject.toml .venv/.locked
	$(PIP) install --no-index --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.installed
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
