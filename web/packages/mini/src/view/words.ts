/** What a view says itself; the host gives the words in the person's language as ViewStart.words. */
export const words = [
  "cancel",
  "done",
  "loading",
  "pulling", // pull further to reload
  "previous",
  "next",
  "slide", // {n} of {all}
  "options",
  "outside", // this page opens outside of the program
  "open",
  "map", // a map
  "noTiles", // only places can be shown, no streets
  "camera", // the camera cannot be used in here
  "video",
  "audio",
  "play",
  "pause",
  "lifestyle", // following an account is not possible here
  "contact", // ask the shop
  "ad", // an advertisement would be here
  "favorite",
  "year",
  "month",
  "day",
  "hour",
  "minute",
] as const;

export type Word = (typeof words)[number];
