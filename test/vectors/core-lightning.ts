/**
 * Answers of Core Lightning over clnrest, as HTTP status and body. The examples are those of
 * doc/schemas (invoice, listinvoices, waitinvoice) and tests/test_clnrest.py in
 * ElementsProject/lightning at 090f4b0; what a body lacks there is not added here.
 */
export const CREATED_HASH = '7279b503a14344267e464829da26fcafa4e5a89c6d625a22b9345a874bdfbbf9';
export const CREATED =
  '{"payment_hash":"7279b503a14344267e464829da26fcafa4e5a89c6d625a22b9345a874bdfbbf9","expires_at":1738604800,"bolt11":"lnbcrt100n1pne035qsp5y8u28zlrv6tjrrfdkgkthjnzrkt0ls9x8u6ctpsr2xcajp0h9npqpp5wfum2qapgdzzvljxfq5a5fhu47jwt2yud4395g4ex3dgwj7lh0usdp9f9h8vmmfvdjjqer9wd3hy6tsw35k7m3qdsenzxqyjw5qcqp9rzjqvuytqpdyk6wqaxvl47d3vee5swuwklej79qxjqqg394r4ptqaue5qqqwcqqqqgqqqqqqqqpqqqqqzsqqc9qxpqysgq3uaax0yvqa6prnqcrgm0s3638d6nqc0gn5a8fkgx4m85pkwgf4xr9mrd725zfzchddd2zpn3mfj9ngzgasp0l348awh977fyjltwz4gq0gwxr0","payment_secret":"21f8a38be36697218d2db22cbbca621d96ffc0a63f3585860351b1d905f72cc2","created_index":2}';

export const OPEN_HASH = '7e5375391640549587500c1bfa05d046e49d6278df8b1e9c98b7b551cf778d10';
export const OPEN =
  '{"invoices":[{"label":"lbl_l22","bolt11":"lnbcrt2u1pne035qsp5syt0v2w9nsa7xnu9neq9np0ln5c7e25mnurjppqzwktwtkr830sqpp50efh2wgkgp2ftp6spsdl5pwsgmjf6cncm793a8yck764rnmh35gqdqcdserygryv4ekxunfwp6xjmmwxqyjw5qcqp9rzjq08vhlwxs4zvcktzywmgecr3pj096tyukvt7upuz9k2s0xkvwq7nzqqqwcqqqqgqqqqqqqqpqqqqqzsqqc9qxpqysgq2ysc0ll0du4pgdz0l8xt9uu47t72k3chdxvxnrj9vj6arxecvej4cmh2x3uwe9xye2mpm2df5xfuh9xgcc0um4uwnc69x5yu5glqfgcqac9wfd","payment_hash":"7e5375391640549587500c1bfa05d046e49d6278df8b1e9c98b7b551cf778d10","amount_msat":200000,"status":"unpaid","description":"l22 description","expires_at":1738604800,"created_index":3}]}';

export const PAID_HASH = '7af2564ab6113d18b2d85178ca67e28bd8518824101f6c426493da055cbb5d6f';
/** An element of the list looks as the answer of waitinvoice does. */
export const PAID_INVOICE =
  '{"label":"inv2","bolt11":"lnbcrt20n1pne035qsp59v3v5ksna0cgcgwupg6h4xsg3dvwk06ly4jh0ghytrcghrnypqnspp50te9vj4kzy733vkc29uv5elz30v9rzpyzq0kcsnyj0dq2h9mt4hsdq8d9h8vvsxqyjw5qcqp99qxpqysgqk8lwpzs9pmkm9a0mda42xcj3m7q29np2erxqp93dce9sreczgprqndyktadx78yljnsaw0zrkjw6hhkkzgthph94hcat9ej64p2jwdqqyysl70","payment_hash":"7af2564ab6113d18b2d85178ca67e28bd8518824101f6c426493da055cbb5d6f","amount_msat":2000,"status":"paid","pay_index":5,"amount_received_msat":2000,"paid_at":1738000000,"payment_preimage":"09e7f193a0100ea809e7f193a0100ea809e7f193a0100ea809e7f193a0100ea8","description":"inv2","expires_at":1738604800,"created_index":13,"updated_index":5}';
export const PAID = `{"invoices":[${PAID_INVOICE}]}`;
export const NONE = '{"invoices":[]}';

export const NO_RUNE = '{"code":1501,"message":"Not authorized: Missing rune"}';
export const NOT_PERMITTED = '{"code":1502,"message":"Not permitted: method is equal to getinfo"}';
export const UNKNOWN_METHOD = `{"code":-32601,"message":"Unknown command 'unknown-post'"}`;
/** lightningd/invoice.c. */
export const DUPLICATE_LABEL = `{"code":900,"message":"Duplicate label '0123456789abcdef-01'"}`;
