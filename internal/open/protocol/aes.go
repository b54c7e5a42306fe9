package protocol

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
)

// ErrDecrypt is the one answer to any content that cannot be decrypted: telling
// padding from key would let an attacker read content byte by byte.
var ErrDecrypt = errors.New("the content cannot be decrypted")

// The format fixes an IV of zeros, which makes equal contents look equal. It is
// offered for compatibility and only ever under a verified signature.
var zeroIV [aes.BlockSize]byte

// AESKey reads a content key: base64 of 16, 24 or 32 bytes.
func AESKey(text string) ([]byte, error) {
	k, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(k) != 16 && len(k) != 24 && len(k) != 32 {
		return nil, ErrDecrypt
	}
	return k, nil
}

// Encrypt gives base64 of AES-CBC with PKCS#7 padding.
func Encrypt(key, plain []byte) (string, error) {
	c, err := aes.NewCipher(key)
	if err != nil {
		return "", ErrDecrypt
	}
	n := aes.BlockSize - len(plain)%aes.BlockSize
	b := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(n)}, n)...)
	cipher.NewCBCEncrypter(c, zeroIV[:]).CryptBlocks(b, b) //nolint:gosec // the public format fixes the IV, see zeroIV
	return base64.StdEncoding.EncodeToString(b), nil
}

// Decrypt reverses Encrypt. Check the signature first.
func Decrypt(key []byte, text string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) == 0 || len(b)%aes.BlockSize != 0 {
		return nil, ErrDecrypt
	}
	c, err := aes.NewCipher(key)
	if err != nil {
		return nil, ErrDecrypt
	}
	cipher.NewCBCDecrypter(c, zeroIV[:]).CryptBlocks(b, b)
	n := int(b[len(b)-1])
	if n == 0 || n > aes.BlockSize || !bytes.Equal(b[len(b)-n:], bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, ErrDecrypt
	}
	return b[:len(b)-n], nil
}

// Sealed is a v1 node of an encrypted answer: a JSON string whose quotes are
// part of what is signed.
func Sealed(key, node []byte) ([]byte, error) {
	text, err := Encrypt(key, node)
	return []byte(`"` + text + `"`), err
}
