// What entries of several groups share.

export const done = { success: "boolean" };
export const app = { app: true } as const;
export const touched = { app: true, touch: true, fails: [4] } as const;
export const path = { apFilePath: "string", tempFilePath: "string" };
export const system = {
  windowWidth: "number",
  windowHeight: "number",
  screenWidth: "number",
  screenHeight: "number",
  pixelRatio: "number",
  language: "string",
  platform: "string",
  "[name: string]": "any",
};
export const file = { apFilePath: "string", size: "number", createTime: "number" };
