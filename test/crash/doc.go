// Package crash pulls the plug on a running server in every way we know and
// counts what is left: kill -9, a power cut that drops unsynced writes, a
// failed fsync, a full disk, a database that restarts.
//
// Each test drives the program as its users do, over HTTP, and ends with
// "livewell verify". Environment: CRASH_CYCLES sets the number of kills (30).
package crash
