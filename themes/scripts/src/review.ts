// What stands beside an article for those who look through it: the checklist and the remarks.

import { checklist } from "./checklist";
import { remarks } from "./remarks";

checklist();
remarks();
