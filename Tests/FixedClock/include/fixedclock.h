// The wall's clock of a program under test stands at $FIXED_CLOCK, in seconds since 1970. Preloaded
// into it, so that the program itself knows nothing of tests: what it shows of times, and the days
// that its money is added up by, are then the same in every run.
