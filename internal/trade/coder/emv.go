package coder

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

// ErrEMV says that a text is no EMVCo merchant-presented code.
var ErrEMV = fault.New(fault.Invalid, "coder.emv", "This is not a payment code that can be read.")

// EMV is the part of an EMVCo merchant-presented code that we write and read
// (EMV QRCPS Merchant-Presented Mode 1.1, chapters 3 and 4).
type EMV struct {
	Payload  string // ours, inside merchant account information 26
	Fixed    money.Amount
	Name     string // at most 25 characters
	City     string // at most 15 characters
	Label    string
	Template []Field // everything as read
}

// Field is one TLV object.
type Field struct{ ID, Value string }

const (
	emvGUI      = "org.livewell.q" // names us inside the merchant account information
	emvCurrency = "156"            // ISO 4217 numeric, CNY
	emvCountry  = "CN"
	emvCategory = "5999" // ISO 18245: miscellaneous retail
)

// Encode writes e, with its checksum.
func (e EMV) Encode() (string, error) {
	account := tlv("00", emvGUI) + tlv("01", e.Payload)
	if len(account) > 99 {
		return "", fmt.Errorf("payload of %d bytes does not fit an EMVCo code", len(e.Payload))
	}
	var b strings.Builder
	b.WriteString(tlv("00", "01"))
	b.WriteString(tlv("01", "11")) // static: the same code for many payments
	b.WriteString(tlv("26", account))
	b.WriteString(tlv("52", emvCategory))
	b.WriteString(tlv("53", emvCurrency))
	if !e.Fixed.IsZero() {
		b.WriteString(tlv("54", e.Fixed.Decimal()))
	}
	b.WriteString(tlv("58", emvCountry))
	b.WriteString(tlv("59", clip(e.Name, 25)))
	b.WriteString(tlv("60", clip(e.City, 15)))
	if e.Label != "" {
		b.WriteString(tlv("62", tlv("05", clip(e.Label, 25))))
	}
	b.WriteString("6304")
	return b.String() + fmt.Sprintf("%04X", crc16(b.String())), nil
}

// tlv writes one object. Its length counts characters, not bytes (chapter 3.2).
func tlv(id, value string) string {
	return fmt.Sprintf("%s%02d%s", id, utf8.RuneCountInString(value), value)
}

// clip cuts s to n characters.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) == 0 {
		return "-"
	}
	return string(r[:min(len(r), n)])
}

// ReadEMV reads a code and checks its checksum. A code of another scheme is
// read too; its Payload is empty. Fault: ErrEMV.
func ReadEMV(text string) (EMV, error) {
	if len(text) < 12 || len(text) > 512 || text[len(text)-8:len(text)-4] != "6304" {
		return EMV{}, ErrEMV
	}
	if want := fmt.Sprintf("%04X", crc16(text[:len(text)-4])); want != text[len(text)-4:] {
		return EMV{}, ErrEMV.With(map[string]any{"why": "checksum"})
	}
	fields, err := objects(text)
	if err != nil || len(fields) == 0 || fields[0] != (Field{"00", "01"}) {
		return EMV{}, ErrEMV
	}
	e := EMV{Template: fields, Fixed: money.New(0, money.CNY)}
	for _, f := range fields {
		if err := e.take(f); err != nil {
			return EMV{}, err
		}
	}
	return e, nil
}

func (e *EMV) take(f Field) error {
	switch f.ID {
	case "26":
		account, err := objects(f.Value)
		if err != nil {
			return err
		}
		if len(account) == 2 && account[0] == (Field{"00", emvGUI}) && account[1].ID == "01" {
			e.Payload = account[1].Value
		}
	case "54":
		a, err := money.Parse(f.Value, money.CNY)
		if err != nil || a.Sign() < 0 {
			return ErrEMV.With(map[string]any{"why": "amount"})
		}
		e.Fixed = a
	case "59":
		e.Name = f.Value
	case "60":
		e.City = f.Value
	case "62":
		more, err := objects(f.Value)
		if err != nil {
			return err
		}
		for _, m := range more {
			if m.ID == "05" {
				e.Label = m.Value
			}
		}
	}
	return nil
}

func objects(text string) (out []Field, err error) {
	for s := []rune(text); len(s) > 0; {
		if len(s) < 4 {
			return nil, ErrEMV
		}
		n, err := strconv.ParseUint(string(s[2:4]), 10, 8)
		if err != nil || len(s) < 4+int(n) {
			return nil, ErrEMV
		}
		out = append(out, Field{string(s[:2]), string(s[4 : 4+n])})
		s = s[4+n:]
	}
	return out, nil
}

// crc16 is CRC-16/IBM-3740 (ISO/IEC 13239: polynomial 0x1021, start 0xFFFF).
func crc16(s string) uint16 {
	crc := uint16(0xFFFF)
	for _, c := range []byte(s) {
		crc ^= uint16(c) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}
