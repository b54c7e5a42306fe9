package pay

// PaidEvent says that a trade's money has moved.
type PaidEvent struct{ Trade Trade }

func (PaidEvent) Topic() string { return "pay.paid" }

// RefundedEvent says that a part of a trade, or all, went back.
type RefundedEvent struct {
	Trade  Trade
	Refund Refund
}

func (RefundedEvent) Topic() string { return "pay.refunded" }

// ClosedEvent says that a trade ended unpaid.
type ClosedEvent struct{ Trade Trade }

func (ClosedEvent) Topic() string { return "pay.closed" }

// FinishedEvent says that a paid trade can no longer be refunded.
type FinishedEvent struct{ Trade Trade }

func (FinishedEvent) Topic() string { return "pay.finished" }

// AskedEvent says that a trade waits for its buyer's confirmation.
type AskedEvent struct{ Trade Trade }

func (AskedEvent) Topic() string { return "pay.asked" }

// AuthEvent says that a pre-authorisation was frozen, released or captured.
type AuthEvent struct {
	Auth Auth
	Op   AuthOp
}

func (AuthEvent) Topic() string { return "pay.auth" }

// AgreementEvent says that an agreement was signed or ended.
type AgreementEvent struct{ Agreement Agreement }

func (AgreementEvent) Topic() string { return "pay.agreement" }
