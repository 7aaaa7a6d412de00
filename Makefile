# Everything is done by the build tool (xtask/); these are only the names that people type.
XTASK = cargo run --profile tool -p xtask --

.PHONY: run test build dev bench torture fmt lint clean

run test build dev bench:
	$(XTASK) $@

# The size is chosen by TORTURE='--mails N --kills N --seed S'.
torture:
	$(XTASK) $@ $(TORTURE)

fmt:
	cargo fmt --all

lint:
	$(XTASK) test format lint lint-wasm

clean:
	cargo clean
