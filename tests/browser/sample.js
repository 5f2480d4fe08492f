// Paints a demo newsroom into the folder that is named, for the tests to copy: node sample.js FOLDER

import { demo } from "./newsroom.js";

delete process.env.SAMPLE;
const house = await demo(process.argv[2]);
await house.kill("SIGTERM");
