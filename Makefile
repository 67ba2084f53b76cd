# Everything a fresh machine needs: python3 with venv, make, git. `make` alone tells what there is.
PYTHON ?= python3
SERVE ?= 1
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help demo test lint types contracts check-tests chromium soak bench lock clean

help: ## Tell what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/runtime ## Load the sample organizations, seal and verify a bundle, serve http://localhost:5000 (SERVE=0: do not serve)
	$(BIN)/tracker demo $(if $(filter 0,$(SERVE)),--no-serve)

test: lint types contracts check-tests ## Lint, types, import contracts and every test, on SQLite and a real PostgreSQL, S3 and browser

lint: .venv/tests ## Style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/tests ## mypy, strict
	$(BIN)/mypy

contracts: .venv/tests ## Which room may import which
	$(BIN)/lint-imports

# The browser may be missing only outside CI, and then the last line says so.
# playwright's own driver needs libatomic, which a minimal Debian has not.
BROWSER = command -v chromium || command -v chromium-browser || command -v google-chrome
DRIVER = $(BIN)/python -m playwright --version >/dev/null 2>&1

check-tests: .venv/tests chromium
	@set -e; browser="$$($(BROWSER) || true)"; \
	if [ -n "$$browser" ] && $(DRIVER); then \
	  TEST_BROWSER="$$browser" $(BIN)/python -m pytest -n 2 $(PYTEST); \
	elif [ "$$CI" = true ]; then \
	  echo "The browser tests cannot run: no Chromium, or its driver does not start"; exit 1; \
	else \
	  $(BIN)/python -m pytest -n 2 --ignore tests/browser $(PYTEST); \
	  echo "NOT RUN: the browser tests, because Chromium or libatomic is missing (apt-get install chromium libatomic1)"; \
	fi

chromium: .venv/tests
	@if [ "$$CI" = true ] && ! { $(BROWSER) && $(DRIVER); } >/dev/null; then \
	  apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
	    chromium fonts-noto-cjk libatomic1 >/dev/null; \
	fi

soak: .venv/tests ## The long runs in full: 2 GiB files, many kills and flips
	$(BIN)/python -m pytest -m soak -s $(PYTEST)

bench: .venv/tests ## Measurements beside a baseline taken in the same run
	@for script in tests/bench/bench_*.py; do echo "== $$script"; $(BIN)/python $$script; done

lock: ## Pin the dependencies anew, with hashes and without addresses
	$(BIN)/uv pip compile pyproject.toml --extra build --extra test --generate-hashes --no-emit-index-url --no-header -q -o requirements-test.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock -c requirements-test.lock

clean: ## Remove the virtual environment and caches, not the installation in instance/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/runtime: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/tests: requirements-test.lock .venv/runtime
	$(PIP) --require-hashes -r requirements-test.lock
	@touch $@
