/** The cells of a CSV file (RFC 4180), with the line that each row begins on. */
export function cells(text: string): { line: number; row: string[] }[] {
  const out: { line: number; row: string[] }[] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  let line = 1;
  let began = 1;
  const endCell = () => {
    row.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some((c) => c.trim())) out.push({ line: began, row });
    row = [];
  };
  const s = text.replace(/^\uFEFF/, "");
  for (let i = 0; i < s.length; i++) {
    const c = s.charAt(i);
    if (c === "\n") line++;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (s.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === ",") endCell();
    else if (c === "\n" || c === "\r") {
      if (c === "\r" && s.charAt(i + 1) === "\n") continue;
      endRow();
      began = line;
    } else cell += c;
  }
  if (cell || row.length) endRow();
  return out;
}

/** The columns that a file may have, by what merchants call them. */
const columns = {
  code: ["code", "编码"],
  section: ["section", "分类"],
  name: ["name", "名称"],
  nameEn: ["name_en", "english", "英文名"],
  about: ["about", "说明"],
  price: ["price", "价格"],
  stock: ["stock", "库存"],
  barcode: ["barcode", "条码"],
  picture: ["picture", "图片"],
} as const;
type Column = keyof typeof columns;

export type ImportRow = { line: number; section: string; name: string; price: string; stock?: number } & Partial<
  Record<"code" | "nameEn" | "about" | "barcode" | "picture", string>
>;

/** The rows of a file by its first line, or the columns that it lacks. */
export function read(text: string): { rows: ImportRow[]; lacks: Column[] } {
  const [head, ...body] = cells(text);
  const at = new Map<Column, number>();
  head?.row.forEach((title, i) => {
    const t = title.trim().toLowerCase();
    for (const [c, names] of Object.entries(columns))
      if ((names as readonly string[]).includes(t)) at.set(c as Column, i);
  });
  const lacks = (["section", "name", "price"] as const).filter((c) => !at.has(c));
  const rows = body.map(({ line, row }) => {
    const get = (c: Column) => row[at.get(c) ?? -1]?.trim() ?? "";
    const out: ImportRow = { line, section: get("section"), name: get("name"), price: get("price") };
    for (const c of ["code", "nameEn", "about", "barcode", "picture"] as const) if (get(c)) out[c] = get(c);
    if (/^\d+$/.test(get("stock"))) out.stock = Number(get("stock"));
    return out;
  });
  return { rows: lacks.length ? [] : rows, lacks };
}
