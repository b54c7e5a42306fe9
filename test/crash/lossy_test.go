package crash_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// disk is a file system in memory that can fail as real ones do. What was not
// synced is gone after a power cut.
type disk struct {
	mu     sync.Mutex
	files  map[*file]string // live files by name
	cut    bool             // the power is off: nothing reaches the platter any more
	eio    bool             // fsync fails
	limit  int64            // bytes in all; 0: none
	used   int64
	syncs  int
	delay  time.Duration // of each fsync
	mount  string
	server *fuse.Server
}

type folder struct {
	fs.Inode
	disk *disk
}

type file struct {
	fs.Inode
	disk   *disk
	live   []byte
	synced []byte
	dirty  map[int64]bool // pages written since the last fsync
	cutTo  int64          // smallest size since then, -1: never cut
}

const pageSize = 4096

var (
	_ = fs.NodeCreater((*folder)(nil))
	_ = fs.NodeUnlinker((*folder)(nil))
	_ = fs.NodeRenamer((*folder)(nil))
	_ = fs.NodeOpener((*file)(nil))
	_ = fs.NodeReader((*file)(nil))
	_ = fs.NodeWriter((*file)(nil))
	_ = fs.NodeFsyncer((*file)(nil))
	_ = fs.NodeGetattrer((*file)(nil))
	_ = fs.NodeSetattrer((*file)(nil))
)

func newDisk(t *testing.T) *disk {
	t.Helper()
	if _, err := os.Stat("/dev/fuse"); err != nil {
		t.Skip("this machine has no /dev/fuse: no disk can be pulled from under the server")
	}
	d := &disk{files: map[*file]string{}, mount: t.TempDir()}
	one := time.Second
	var err error
	d.server, err = fs.Mount(d.mount, &folder{disk: d}, &fs.Options{
		EntryTimeout: &one, AttrTimeout: nil,
		MountOptions: fuse.MountOptions{DirectMount: true, FsName: "lossy", Name: "lossy", MaxWrite: 128 << 10},
	})
	if err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(d.unmount)
	return d
}

func (d *disk) unmount() {
	for range 50 {
		if d.server.Unmount() == nil {
			return
		}
		time.Sleep(20 * time.Millisecond) // a killed process lets go of its files in its own time
	}
}

// power cuts the power and gives what a machine would find afterwards, in a new folder.
func (d *disk) power(t *testing.T) string {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cut = true
	out := t.TempDir()
	for f, name := range d.files {
		if err := os.WriteFile(filepath.Join(out, name), f.synced, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func (d *disk) set(fn func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fn()
}

func (f *folder) Create(ctx context.Context, name string, _, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	n := &file{disk: f.disk, dirty: map[int64]bool{}, cutTo: -1}
	f.disk.files[n] = name
	in := f.NewPersistentInode(ctx, n, fs.StableAttr{Mode: syscall.S_IFREG})
	out.Mode = syscall.S_IFREG | mode
	return in, nil, 0, 0
}

func (f *folder) Unlink(_ context.Context, name string) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if n, ok := f.child(name); ok {
		f.disk.used -= int64(len(n.live))
		delete(f.disk.files, n)
	}
	return 0
}

func (f *folder) Rename(_ context.Context, name string, _ fs.InodeEmbedder, to string, _ uint32) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if old, ok := f.child(to); ok {
		delete(f.disk.files, old)
	}
	if n, ok := f.child(name); ok {
		f.disk.files[n] = to
	}
	return 0
}

func (f *folder) child(name string) (*file, bool) {
	for n, at := range f.disk.files {
		if at == name {
			return n, true
		}
	}
	return nil, false
}

func (f *file) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) { return nil, 0, 0 }

func (f *file) Read(_ context.Context, _ fs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if at >= int64(len(f.live)) {
		return fuse.ReadResultData(nil), 0
	}
	n := copy(into, f.live[at:])
	return fuse.ReadResultData(into[:n]), 0
}

func (f *file) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if end := at + int64(len(data)); end > int64(len(f.live)) {
		if e := f.resize(end); e != 0 {
			return 0, e
		}
	}
	copy(f.live[at:], data)
	for p := at / pageSize; p <= (at+int64(len(data))-1)/pageSize; p++ {
		f.dirty[p] = true
	}
	return uint32(len(data)), 0
}

func (f *file) resize(size int64) syscall.Errno {
	grow := size - int64(len(f.live))
	if f.disk.limit > 0 && grow > 0 && f.disk.used+grow > f.disk.limit {
		return syscall.ENOSPC
	}
	f.disk.used += grow
	if grow > 0 {
		f.live = append(f.live, make([]byte, grow)...)
		return 0
	}
	f.live = f.live[:size]
	if f.cutTo < 0 || size < f.cutTo {
		f.cutTo = size
	}
	return 0
}

func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	f.disk.mu.Lock()
	delay := f.disk.delay
	f.disk.mu.Unlock()
	time.Sleep(delay)
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.eio || f.disk.cut {
		return syscall.EIO
	}
	f.disk.syncs++
	if f.cutTo >= 0 && f.cutTo < int64(len(f.synced)) {
		f.synced = f.synced[:f.cutTo]
	}
	if n := len(f.live) - len(f.synced); n > 0 {
		f.synced = append(f.synced, make([]byte, n)...)
	}
	for p := range f.dirty {
		from := p * pageSize
		if from < int64(len(f.live)) {
			copy(f.synced[from:], f.live[from:min(from+pageSize, int64(len(f.live)))])
		}
	}
	clear(f.dirty)
	f.cutTo = -1
	return 0
}

func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.attr(&out.Attr)
	return 0
}

func (f *file) attr(a *fuse.Attr) {
	a.Mode, a.Size, a.Nlink, a.Blocks = syscall.S_IFREG|0o600, uint64(len(f.live)), 1, uint64(len(f.live)+511)/512
}

func (f *file) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if size, ok := in.GetSize(); ok {
		if e := f.resize(int64(size)); e != 0 {
			return e
		}
	}
	f.attr(&out.Attr)
	return 0
}

// Fsync of the folder: names are durable at once here.
func (f *folder) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno { return 0 }
