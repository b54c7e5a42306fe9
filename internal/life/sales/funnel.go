package sales

import (
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
)

// Stage is how far orders came that were placed in the period. Those of a stage
// are those of the next, those that wait in between and those that were lost.
type Stage struct {
	Name          string // placed, paid, accepted, completed
	Orders        int64
	Money         money.Amount
	Waiting, Lost int64
	LostMoney     money.Amount
}

func funnel(found []order.Stage) []Stage {
	out := []Stage{{Name: "placed"}, {Name: "paid"}, {Name: "accepted"}, {Name: "completed"}}
	for i := range out {
		out[i].Money, out[i].LostMoney = cny(0), cny(0)
	}
	for _, f := range found {
		reached := out[:1]
		switch {
		case f.Status == order.Completed:
			reached = out
		case f.Accepted:
			reached = out[:3]
		case f.Paid:
			reached = out[:2]
		}
		for i := range reached {
			reached[i].Orders += f.Orders
			reached[i].Money = reached[i].Money.Add(cny(f.Money))
		}
		at := &reached[len(reached)-1]
		switch {
		case f.Status == order.Cancelled:
			at.Lost += f.Orders
			at.LostMoney = at.LostMoney.Add(cny(f.Money))
		case f.Status != order.Completed:
			at.Waiting += f.Orders
		}
	}
	return out
}
