package identity

// SignedUpEvent says that a person came for the first time.
type SignedUpEvent struct {
	User string `json:"user"`
}

func (SignedUpEvent) Topic() string { return "identity.signed_up" }

// SignedInEvent says that a session began. Name is the browser's; NewDevice that
// the person, who came before, never signed in on it.
type SignedInEvent struct {
	User      string `json:"user"`
	Session   string `json:"session"`
	Device    string `json:"device"`
	Name      string `json:"name"`
	NewDevice bool   `json:"new_device"`
}

func (SignedInEvent) Topic() string { return "identity.signed_in" }

// PINSetEvent says that a payment PIN was set or, with Changed, replaced.
type PINSetEvent struct {
	User    string `json:"user"`
	Changed bool   `json:"changed"`
}

func (PINSetEvent) Topic() string { return "identity.pin_set" }

// PINLockedEvent says that wrong PINs locked it for a while.
type PINLockedEvent struct {
	User string `json:"user"`
}

func (PINLockedEvent) Topic() string { return "identity.pin_locked" }

// PasskeyEvent says that a passkey was added or, with Dropped, removed.
type PasskeyEvent struct {
	User    string `json:"user"`
	Name    string `json:"name"`
	Dropped bool   `json:"dropped"`
}

func (PasskeyEvent) Topic() string { return "identity.passkey" }

// ErasedEvent says that a person's data key is destroyed.
type ErasedEvent struct {
	User string `json:"user"`
}

func (ErasedEvent) Topic() string { return "identity.erased" }
