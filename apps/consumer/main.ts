import { run } from "../messaging/run.ts";
import { createConsumer } from "./consumer.ts";
import script from "./page/page.client.js";
import css from "./page/page.css";
import html from "./page/page.html";

void run("consumer", (config, log, metrics) => createConsumer(config, log, metrics, { html, css, script }));
