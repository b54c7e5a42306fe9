export { AmountField, amountOf, typedAmount } from "./amount";
export { Avatar } from "./avatar";
export * from "./basic";
export { code128 } from "./code128";
export { BarCode, Qr } from "./codes";
export { Icon, type IconName } from "./icon";
export { Keypad, Pin } from "./pin";
export { Ask, Sheet } from "./sheet";
export { Toasts, useToast } from "./toast";
