// What the reader chose on this device, before the first paint. Its hash stands in the security
// policy; what it sets is chosen in scripts/src/cach-doc.ts.
try {
for (const [name, value] of Object.entries(JSON.parse(localStorage.getItem("cach-doc") || "{}")))
if (/^(chu|dong|mau)$/.test(name)) document.documentElement.dataset[name] = value;
} catch {}
