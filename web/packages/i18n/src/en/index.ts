import type { Catalogue } from "../start";
import { words } from "./app";
import { faults } from "./fault";
import { messages } from "./message";
import { scopes } from "./scope";
import { support } from "./support";

export const catalogue: Catalogue = { app: words, fault: faults, message: messages, scope: scopes, support };
