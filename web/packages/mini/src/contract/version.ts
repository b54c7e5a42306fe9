/** The version of the contract of my.*: the second number is for what is new, the first for what is gone. */
export const version = "1.0";
