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
bench: release ## measure the daemon, beside yardsticks of the same run
	@Benchmarks/bench --build $(RELEASE)

.PHONY: bench-polling
bench-polling: deps ## compare our polls with fixed intervals: polls a job, lag
	@swift build $(CALM) -c release --product bench-polling
	@$(RELEASE)/bench-polling

.PHONY: lint
lint: build ## check format, imports, shell scripts and the systemd unit
	swift format lint --strict --parallel --recursive Sources Tests Benchmarks migrations Package.swift
	@for script in .ci/run scripts/*; do bash -n "$$script"; done
	@scripts/check-unit $(DEBUG)/wavespoold

.PHONY: format
format: ## put the format right
	swift format --in-place --parallel --recursive Sources Tests Benchmarks migrations Package.swift

.PHONY: man
man: build ## write the manual pages anew from the programs' declarations
	@$(DEBUG)/wavespool help --man > docs/man/wavespool.1
	@$(DEBUG)/wavespool help --man=schema > docs/man/wavespool-schema.5
	@$(DEBUG)/wavespoold help --man > docs/man/wavespoold.8

.PHONY: install
install: ## put a release build and its systemd files in place: sudo make install
	@test -x $(RELEASE)/wavespoold || { echo 'make release first, as yourself'; exit 1; }
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin \
	  $(RELEASE)/wavespoold $(RELEASE)/wavespool $(RELEASE)/wavespool-sim
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 docs/man/wavespool.1
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man5 docs/man/wavespool-schema.5
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man8 docs/man/wavespoold.8
	install -D -m 644 systemd/wavespoold.service $(DESTDIR)/etc/systemd/system/wavespoold.service
	install -D -m 644 systemd/wavespool.sysusers $(DESTDIR)/etc/sysusers.d/wavespool.conf
	install -D -m 644 systemd/wavespool.tmpfiles $(DESTDIR)/etc/tmpfiles.d/wavespool.conf
	install -D -m 644 systemd/environment.example $(DESTDIR)/etc/wavespool/environment.example

.PHONY: clean
clean: ## remove what was built
	rm -rf .build

.PHONY: simulate
simulate: ## live through simulated histories: SEEDS=1000 FROM=1, or new ones FOR=60 seconds
	@swift build $(CALM) -c release --static-swift-stdlib --product simulate
	@$(RELEASE)/simulate \
	  $(if $(FOR),--for $(FOR),--from $(or $(FROM),1) --seeds $(or $(SEEDS),1000))

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
