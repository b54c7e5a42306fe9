// Declared now, so that programs can be written for them; no host has them before
// their domain is there: pay-later, a person's credit, and posters of merchants.
import { touched } from "./common.ts";
import { async } from "./shape.ts";

const result = { resultStatus: "string", result: "string" };

export const later = [
  async(
    "livewell.payLater",
    "Asks the person to pay a trade in instalments: 9000 is agreed, 6001 given up, 4000 refused.",
    { tradeNO: "string", "instalments?": "3 | 6 | 12" },
    { resultCode: "string", memo: "string", "plan?": "{ due: string; amount: string }[]" },
    touched,
  ),
  async(
    "livewell.poster",
    "A picture of a store or a product with a code that leads to it, for the person to hand on.",
    { store: "string", "product?": "string" },
    { apFilePath: "string" },
    touched,
  ),
  async(
    "zmCreditBorrow",
    "Asks the person to borrow a thing on their credit, without a deposit.",
    {
      out_order_no: "string",
      product_code: "string",
      goods_name: "string",
      rent_unit: "string",
      rent_amount: "string",
      deposit_amount: "string",
      deposit_state: '"Y" | "N"',
      "[name: string]": "any",
    },
    result,
    touched,
  ),
  async("startZMVerify", "Has the person prove who they are.", { bizNo: "string" }, { passed: "string" }, touched),
];
