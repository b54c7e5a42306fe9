// "code:title" is the headline, "code" the text below it.
export const messages = {
  "security.new_device:title": "New device",
  "security.new_device": "Your account was used on {{device}}. If this was not you, sign it out at once.",
  "security.pin_set:title": "Payment PIN set",
  "security.pin_set": "You can pay now.",
  "security.pin_changed:title": "Payment PIN changed",
  "security.pin_changed": "If this was not you, call for help at once.",
  "security.pin_locked:title": "Payment PIN locked",
  "security.pin_locked": "It was wrong five times. You can try again in three hours.",
  "security.passkey_added:title": "Passkey added",
  "security.passkey_added": "{{name}} can sign in and pay from now on.",
  "security.passkey_dropped:title": "Passkey removed",
  "security.passkey_dropped": "{{name}} can no longer sign in or pay.",
  "pay.asked:title": "{{seller}} asks for {{amount}}",
  "pay.asked": "{{subject}}. Tap to confirm or to leave it.",
  "pay.left_over:title": "{{amount}} from your card is in your balance",
  "pay.left_over": "{{seller}} could no longer be paid for {{subject}}. Nothing is lost.",
  "pay.left_over:title": "{{amount}} is in your balance",
  "pay.left_over":
    "The order {{subject}} of {{seller}} could not be paid any more. The money from your card stays yours.",
  "pay.refunded:title": "Refund of {{amount}}",
  "pay.refunded": "{{seller}} returned it for {{subject}}.",
};
