# Thin over `cargo xtask`; see xtask/ for what each does.

run:            ## build what is missing and start Towpath on SQLite
	@cargo xtask run $(ARGS)

test:           ## run all tests
	@cargo xtask test

release:        ## build target/release/towpath for speed
	@cargo xtask release

codegen:        ## write the generated files
	@cargo xtask codegen

.PHONY: run test release codegen
