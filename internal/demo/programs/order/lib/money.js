// Amounts travel as text, such as {amount: "12.50", currency: "CNY"}; they are added as cents.
export const cents = (a) => Math.round(Number(a ? a.amount : 0) * 100);
export const text = (n) => (n / 100).toFixed(2);
export const shown = (n) => "¥" + text(n);
