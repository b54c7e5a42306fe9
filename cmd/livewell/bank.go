package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"livewell/internal/core/bank"
)

// bankCmd is the sandbox bank, a process of its own.
type bankCmd struct {
	Listen string `default:"127.0.0.1:8583" help:"Address to answer ISO 8583 messages on."`
	Book   string `default:"bank.book" type:"path" help:"File of what the bank has done."`
}

func (c bankCmd) Run(ctx context.Context) error {
	s, err := bank.NewSandbox(c.Book, slog.Default())
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	fmt.Println("ready " + l.Addr().String())
	return s.Serve(ctx, l)
}

// startBank runs the sandbox bank beside a demo server and gives its address.
// It ends with the server, or when stop is called.
func startBank(data string) (addr string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(self, "bank", "--listen", "127.0.0.1:0", "--book", filepath.Join(data, "bank.book"))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have gone by itself
		_ = cmd.Wait()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if !ok {
		stop()
		return "", nil, errors.Join(errors.New("the sandbox bank did not start"), err)
	}
	return addr, stop, nil
}
