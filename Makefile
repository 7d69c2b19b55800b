# Everything a person types. `make` alone says what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# Imports that the manifest does not declare are errors: the arrows of docs/design.md.
CHECKED := --explicit-target-dependency-import-check error
DEBUG   := .build/debug
RELEASE := .build/release

# On a terminal one line that moves; anywhere else only what went wrong, and the tests' last word.
CALM := $(shell [ -t 2 ] || echo --quiet)

PREFIX  ?= /usr/local
DESTDIR ?=

.PHONY: help
help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: build ## show the whole thing against a simulated WaveSpeedAI; costs nothing
	@scripts/demo $(DEBUG)

.PHONY: test
test: deps ## run every test
	swift test $(CALM) $(CHECKED) --disable-xctest

.PHONY: run
run: ## start the daemon for real: WAVESPEED_API_KEY=… make run
	@scripts/key-is-set
	@$(MAKE) release
	exec $(RELEASE)/wavespoold

.PHONY: deps
deps: ## install the Debian packages that are missing
	@scripts/deps

.PHONY: build
build: deps ## build for development
	swift build $(CALM) $(CHECKED)

.PHONY: release
release: deps ## build for use, without Swift libraries to carry along
	swift build $(CALM) -c release --static-swift-stdlib
	@scripts/check-static $(RELEASE)

.PHONY: bench
bench: release ## measure beside yardsticks of the same run: all, or ROWS="ceiling importing …"
	@mkdir -p $(RELEASE)/bench
	@cc -O2 -Wall -Wextra -Werror -o $(RELEASE)/bench/ceiling Benchmarks/Ceiling/*.c -lcurl -lsqlite3
	@Benchmarks/bench --build $(RELEASE) $(ROWS)

.PHONY: soak
soak: release ## an hour among bad neighbours, then whether anything grew: MINUTES=60 JOBS=200000
	@Benchmarks/soak --build $(RELEASE) $(if $(HOURS),--hours $(HOURS)) \
	  $(if $(MINUTES),--minutes $(MINUTES)) $(if $(JOBS),--jobs $(JOBS))

.PHONY: bench-polling
bench-polling: deps ## compare our polls with fixed intervals: polls a job, lag
	@swift build $(CALM) -c release --product bench-polling
	@$(RELEASE)/bench-polling

.PHONY: lint
lint: build ## check format, shell scripts, the systemd unit and that faults can be planted
	swift format lint --strict --parallel --recursive Sources Tests Benchmarks migrations Package.swift
	@for script in .ci/run scripts/*; do bash -n "$$script"; done
	@scripts/check-unit $(DEBUG)/wavespoold
	@scripts/planted --apply-only

.PHONY: format
format: ## put the format right
	swift format --in-place --parallel --recursive Sources Tests Benchmarks migrations Package.swift

.PHONY: man
man: build ## write the manual pages anew from the programs' declarations
	@$(DEBUG)/wavespool help --man > docs/man/wavespool.1
	@$(DEBUG)/wavespool help --man=schema > docs/man/wavespool-schema.5
	@$(DEBUG)/wavespoold help --man > docs/man/wavespoold.8

.PHONY: transcripts
transcripts: deps ## write the transcripts of the commands anew, to be read before they are committed
	RECORD_TRANSCRIPTS=1 swift test $(CALM) $(CHECKED) --disable-xctest --filter 'The transcripts'

.PHONY: install
install: ## put a release build and its systemd files in place: sudo make install
	@test -x $(RELEASE)/wavespoold || { echo 'make release first, as yourself'; exit 1; }
	@scripts/install $(RELEASE) "$(DESTDIR)" "$(PREFIX)"

.PHONY: deb
deb: release ## make a Debian package of it
	@scripts/deb $(RELEASE)

.PHONY: check-deb
check-deb: deb ## install that package here, try it, and remove it again; as root
	@scripts/check-deb $(RELEASE)/wavespool_*.deb

.PHONY: clean
clean: ## remove what was built
	rm -rf .build

.PHONY: simulate
simulate: ## live through simulated histories: SEEDS=1000 FROM=1, or new ones FOR=60 seconds
	@swift build $(CALM) -c release --static-swift-stdlib --product simulate
	@$(RELEASE)/simulate \
	  $(if $(FOR),--for $(FOR) $(if $(FROM),--from $(FROM)),--from $(or $(FROM),1) --seeds $(or $(SEEDS),1000))

.PHONY: fuzz
fuzz: deps ## feed made-up bytes to all that reads some: FUZZ_FOR=60 seconds
	@scripts/fuzz

.PHONY: sanitize
sanitize: deps ## run the tests under the address sanitizer, then under that of threads
	@scripts/sanitize address
	@scripts/sanitize thread

.PHONY: planted
planted: ## prove that the simulation finds the faults that are planted for it
	@scripts/planted

.PHONY: kill-sweep
kill-sweep: build ## kill a real daemon at every step and at any moment: KILLS=500 SEED=1
	@$(DEBUG)/kill-sweep --seed $(or $(SEED),1) --kills $(or $(KILLS),500)
