"""What is fast, measured: `script/bench` prints ratios of one run. Never a test: a figure depends on the machine, a ratio hardly."""
