package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// socketEnv carries the number of the listening socket from a program to the
// one that takes its place. While neither answers, connections wait in it.
const socketEnv = "LIVEWELL_SOCKET"

// listen takes the socket that the program before this one left, or opens its own.
func listen(addr string) (*net.TCPListener, error) {
	given, ok := os.LookupEnv(socketEnv)
	if !ok {
		at, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			return nil, err
		}
		return net.ListenTCP("tcp", at)
	}
	if err := os.Unsetenv(socketEnv); err != nil { // children of ours have no use for it
		return nil, err
	}
	fd, err := strconv.Atoi(given)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", socketEnv, err)
	}
	f := os.NewFile(uintptr(fd), "socket")
	defer f.Close()
	l, err := net.FileListener(f)
	if err != nil {
		return nil, err
	}
	return l.(*net.TCPListener), nil
}

// upgrades gives a context that ends with ctx, or when the program is asked by
// SIGUSR2 to make room for the one that now lies where it was started from;
// then asked is true. A program that does not run is not made room for.
func upgrades(ctx context.Context, self string, log *slog.Logger) (serving context.Context, asked func() bool) {
	serving, leave := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR2)
	go func() {
		defer signal.Stop(signals)
		for {
			select {
			case <-ctx.Done():
				return
			case <-signals:
				if err := runs(ctx, self); err != nil {
					log.ErrorContext(ctx, "the new program does not run, staying", "path", self, "err", err)
					continue
				}
				leave(errUpgrade)
				return
			}
		}
	}()
	return serving, func() bool { return errors.Is(context.Cause(serving), errUpgrade) }
}

var errUpgrade = errors.New("another program takes over")

// runs reports whether the program at path starts and knows how to serve.
func runs(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "serve", "--help").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

// become replaces this program by the one at path, with the same number,
// arguments and socket. It returns only when that fails.
func become(path string, socket *os.File) error {
	fd, err := syscall.Dup(int(socket.Fd())) // a copy that lives through the change
	if err != nil {
		return err
	}
	env := append(os.Environ(), socketEnv+"="+strconv.Itoa(fd))
	return fmt.Errorf("start %s: %w", path, syscall.Exec(path, os.Args, env))
}
