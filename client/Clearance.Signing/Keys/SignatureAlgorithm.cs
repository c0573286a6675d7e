namespace Clearance.Signing;

/// <summary>The signatures that are known, by RFC 7518. There are no others: <c>none</c>, MACs and PKCS #1 v1.5 among them.</summary>
public enum SignatureAlgorithm : byte
{
    /// <summary><c>ES256</c>: ECDSA over P-256 with SHA-256.</summary>
    Es256 = 1,

    /// <summary><c>PS256</c>: RSASSA-PSS with SHA-256, 2048 to 4096 bits.</summary>
    Ps256 = 2,
}

/// <summary>The names on the wire.</summary>
internal static class SignatureAlgorithms
{
    public static string NameOf(SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.Es256 => "ES256",
        SignatureAlgorithm.Ps256 => "PS256",
    };

    public static SignatureAlgorithm? Find(string name) => name switch
    {
        "ES256" => SignatureAlgorithm.Es256,
        "PS256" => SignatureAlgorithm.Ps256,
        _ => null,
    };
}
