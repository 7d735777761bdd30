# The commands of the project; `make` alone lists them. Works with GNU make 3.81 and later.
#
#   make test VENV=/tmp/venv        another folder for the virtual environment
#   make install PYTHON=python3.12  another Python than the newest that fits
#   make run INSTALL_JAVA=0         never install Java

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV ?= .venv
PYTHON ?=
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
VENV_PACKAGE := import sys; print("python%d.%d-venv" % sys.version_info[:2])

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install run test test-slow lint format bench build all clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(INSTALLED) ## Make the virtual environment; find or install Java; fetch Delta's jars

run: $(INSTALLED) ## Make example data, then prepare, train and evaluate on them
	@$(BIN)/lakelabel quickstart

test: $(INSTALLED) ## Run the tests, with coverage
	$(BIN)/python -m pytest tests/unit tests/spark tests/integration -m "not slow" --cov

test-slow: $(INSTALLED) ## Run the tests that take long or need fresh environments
	$(BIN)/python -m pytest tests -m slow

lint: $(INSTALLED) ## Check style, format, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED) ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(INSTALLED) ## Measure speed, side by side with other ways
	$(BIN)/python benchmarks/run.py

build: $(INSTALLED) ## Build the wheel and the source archive into dist/
	rm -rf dist
	$(BIN)/python -m build --outdir dist

all: lint test build ## Lint, test and build

# The folder of the environment goes only if it is one. The cache of jars outside the project stays.
clean: ## Remove the environment, build output, caches, and what the quickstart wrote
	@if [ -e "$(VENV)/pyvenv.cfg" ]; then rm -rf "$(VENV)"; fi
	rm -rf build dist src/*.egg-info .coverage .hypothesis .pytest_cache .mypy_cache .ruff_cache
	rm -rf .import_linter_cache data/quickstart lakehouse spark-warehouse metastore_db derby.log
	rm -rf mlruns mlartifacts mlflow.db
	@for folder in src conf jobs tests benchmarks notebooks; do \
	  if [ -d "$$folder" ]; then find "$$folder" -name __pycache__ -type d -prune -exec rm -rf {} +; fi; \
	done

# Everything a command needs, once; again only when one of these files changes.
$(INSTALLED): pyproject.toml constraints.txt
	@$(BIN)/python -c 'import pip; $(FITS)' 2>/dev/null || { $(make_venv); }
	@echo "lakelabel: installing the packages of constraints.txt (some minutes the first time)"
	@$(BIN)/python -m pip install --quiet --editable '.[dev]' --constraint constraints.txt
	@echo "lakelabel: looking for Java 17 or 21"
	@$(BIN)/python -m lakelabel.runtime.java --install
	@echo "lakelabel: looking for Delta's jars"
	@$(BIN)/lakelabel delta-jars >/dev/null
	@$(BIN)/lakelabel spark-defaults --install >/dev/null
	@touch $@
	@echo "lakelabel: ready"

# Debian's Python comes without the part that makes environments; where this is root, that part is installed.
define make_venv
if [ -e "$(VENV)" ] && [ ! -e "$(VENV)/pyvenv.cfg" ] && [ -n "$$(ls -A "$(VENV)")" ]; then \
  echo "lakelabel: $(VENV) is not a virtual environment: name another folder with VENV=..." >&2; exit 1; \
fi; \
python=; incomplete=; \
for name in $(PYTHONS); do \
  "$$name" -c '$(FITS)' 2>/dev/null || continue; \
  if "$$name" -c 'import ensurepip, venv' 2>/dev/null; then python="$$name"; break; fi; \
  incomplete="$${incomplete:-$$name}"; \
done; \
if [ -z "$$python" ] && [ -n "$$incomplete" ]; then \
  package="$$("$$incomplete" -c '$(VENV_PACKAGE)')"; \
  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo "lakelabel: $$incomplete cannot make environments: installing $$package with apt-get"; \
    export DEBIAN_FRONTEND=noninteractive; \
    apt-get -qq install -y "$$package" >/dev/null 2>&1 \
      || { apt-get -qq update && apt-get -qq install -y "$$package" >/dev/null; } || true; \
    if "$$incomplete" -c 'import ensurepip, venv' 2>/dev/null; then python="$$incomplete"; fi; \
  fi; \
  if [ -z "$$python" ]; then \
    echo "lakelabel: $$incomplete cannot make virtual environments, ensurepip is missing." >&2; \
    echo "  Debian, Ubuntu: sudo apt install python3-venv (or $$package), then again" >&2; exit 1; \
  fi; \
fi; \
if [ -z "$$python" ]; then \
  echo "lakelabel: Python 3.11, 3.12 or 3.13 is needed." >&2; \
  seen="$$(for name in $(PYTHONS); do "$$name" --version 2>/dev/null || true; done | sort -u | tr '\n' ' ')"; \
  echo "  seen:           $${seen:-no Python}" >&2; \
  echo "  Debian, Ubuntu: sudo apt install python3 python3-venv (or python3.12 python3.12-venv)" >&2; \
  echo "  macOS:          brew install python@3.12" >&2; \
  echo "  elsewhere:      any of these versions, with make PYTHON=/path/to/python" >&2; exit 1; \
fi; \
echo "lakelabel: making $(VENV) with $$("$$python" --version)"; \
"$$python" -m venv --clear "$(VENV)"
endef
