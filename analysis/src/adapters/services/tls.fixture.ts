/** A certificate that nobody vouches for, made for tests only (`openssl req -x509`, valid for a hundred years). */

export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0Ha0H0242tvqaYDo
Nmlo5NDtLUMS2+0NDo+ENv++OZGhRANCAATV4VVcjcNrdWxOqiZm0OlFZkoE/AFq
9wFC1+0ZvY97+2lJSumsowvsGQPVIFg1ROuazsIRfb0mapvze2+sOVp/
-----END PRIVATE KEY-----
`;

export const cert = `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUTKtbMZc9ybIz1UMccA541ZF6vWcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTAwNTk0MVoYDzIxMjYxMTAx
MDA1OTQxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATV4VVcjcNrdWxOqiZm0OlFZkoE/AFq9wFC1+0ZvY97+2lJSumsowvs
GQPVIFg1ROuazsIRfb0mapvze2+sOVp/o1MwUTAdBgNVHQ4EFgQUzmCO9cAkKAJs
cxx6hfhj1LCllgAwHwYDVR0jBBgwFoAUzmCO9cAkKAJscxx6hfhj1LCllgAwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiACTbOMAuuzi8tlfwbGaQIC
cDh7wKrxHmz3ZtU8sJ+yLQIgOBjLt/pY74C9eRjv8O4hWkRS3KwB2DgxNmFMBwtj
91w=
-----END CERTIFICATE-----
`;
