import { run } from "../messaging/run.ts";
import script from "./page/page.client.js";
import css from "./page/page.css";
import html from "./page/page.html";
import { createProducer } from "./producer.ts";

void run("producer", (config, log, metrics) => createProducer(config, log, metrics, { html, css, script }));
