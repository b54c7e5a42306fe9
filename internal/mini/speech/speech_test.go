package speech_test

import (
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"livewell/internal/mini/speech"
)

// loud gives the length of a WAV's sound in samples, and how many of them are heard.
func loud(t *testing.T, wav []byte) (samples, heard int) {
	t.Helper()
	if len(wav) < 44 || string(wav[:4]) != "RIFF" || string(wav[8:16]) != "WAVEfmt " || string(wav[36:40]) != "data" {
		t.Fatalf("no WAV: %q", wav[:min(len(wav), 48)])
	}
	if riff, data := int(binary.LittleEndian.Uint32(wav[4:])), int(binary.LittleEndian.Uint32(wav[40:])); riff != len(wav)-8 || data != len(wav)-44 {
		t.Errorf("of %d bytes it says %d and %d", len(wav), riff, data)
	}
	for i := 44; i+1 < len(wav); i += 2 {
		samples++
		if s := int16(binary.LittleEndian.Uint16(wav[i:])); s > 1000 || s < -1000 {
			heard++
		}
	}
	return samples, heard
}

func TestWordsAreHeardInBothLanguages(t *testing.T) {
	s := speech.New("")
	if !s.Ready() {
		t.Skip("needs espeak-ng")
	}
	for lang, text := range map[string]string{
		"zh": "清汤牛肉面 1 份，巷口面馆，到店自取，一共 24 元。要下单吗？",
		"en": "1 of Clear beef noodles, Corner Noodles, to pick up, 24 yuan in all. Shall I order it?",
	} {
		wav, err := s.WAV(t.Context(), lang, text)
		if err != nil {
			t.Fatal(err)
		}
		if samples, heard := loud(t, wav); samples < 22_050 || heard < samples/10 {
			t.Errorf("%s: of %d samples %d are heard", lang, samples, heard)
		}
	}
	long, err := s.WAV(t.Context(), "en", strings.Repeat("word ", 100_000))
	if err != nil || len(long) > 8<<20 {
		t.Error("a long text:", len(long), err)
	}
	if _, err := s.WAV(t.Context(), "en", "-v nobody --help $(id) `id` <break time='9s'/>"); err != nil {
		t.Error("text is not an argument:", err)
	}
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestAServerWithoutAProgramDoesNotSpeak(t *testing.T) {
	s := speech.New("off")
	if _, err := s.WAV(t.Context(), "en", "hello"); s.Ready() || !errors.Is(err, speech.ErrOff) {
		t.Error(s.Ready(), err)
	}
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("needs a shell")
	}
	for name, body := range map[string]string{"nothing": "exit 0", "fails": "exit 3", "endless": "exec cat /dev/zero"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		before := mallocs()
		if wav, err := speech.New(path).WAV(t.Context(), "en", "hello"); err == nil {
			t.Errorf("%s: %d bytes", name, len(wav))
		}
		if got := mallocs() - before; got > 64<<20 {
			t.Errorf("%s: it took %d MiB", name, got>>20)
		}
	}
}
