package compiler

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
)

// Cache holds what was made of files, by their content. It may be used by several
// builds at once. Its bound is what the last build used, twice.
type Cache struct {
	mu   sync.Mutex
	made map[[32]byte]made
	age  int
}

type made struct {
	value    any
	warnings []Warning
	age      int
}

// NewCache gives an empty cache.
func NewCache() *Cache { return &Cache{made: map[[32]byte]made{}} }

// cached makes a value once for the same key.
func cached[T any](b *build, kind string, key []string, make func() T) T {
	text := fmt.Appendf(nil, "%s\x00%t", kind, b.o.Development)
	for _, k := range key {
		text = fmt.Appendf(text, "\x00%d\x00%s", len(k), k)
	}
	sum := sha256.Sum256(text)
	c := b.o.Cache
	c.mu.Lock()
	m, ok := c.made[sum]
	if ok {
		m.age = c.age
		c.made[sum] = m
	}
	c.mu.Unlock()
	if !ok {
		before := len(b.warnings)
		m = made{value: make(), age: c.age}
		m.warnings = slices.Clone(b.warnings[before:])
		b.warnings = b.warnings[:before]
		c.mu.Lock()
		c.made[sum] = m
		c.mu.Unlock()
	}
	b.warnings = append(b.warnings, m.warnings...)
	return m.value.(T)
}

// sweep forgets what neither this build nor the one before used.
func (c *Cache) sweep() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, m := range c.made {
		if m.age < c.age-1 {
			delete(c.made, k)
		}
	}
	c.age++
}
