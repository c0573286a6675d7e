using Clearance.Domain;

namespace Clearance.Grains;

/// <summary>The keys of our grains: the only place that makes one, and the only one that reads one.</summary>
/// <remarks>
/// A key starts with a letter that is no hexadecimal digit and has no <c>+</c>, so that no part of Orleans can take it for a
/// number, a GUID or a key with an extension, by which two grains could become one. One entity has one key: only the canonical
/// digits are a key.
/// </remarks>
public static class GrainKeys
{
    private const string TaxpayerPrefix = "t:";
    private const string DeclarationPrefix = "n:";

    /// <summary>The key of a taxpayer's grain.</summary>
    /// <exception cref="ArgumentException"><c>default</c> is no taxpayer.</exception>
    public static string Of(TaxpayerId taxpayer) => taxpayer.Value is { } digits
        ? TaxpayerPrefix + digits
        : throw new ArgumentException("A taxpayer without digits has no grain.", nameof(taxpayer));

    /// <summary>The key of a declaration's grain.</summary>
    /// <exception cref="ArgumentException"><c>default</c> is no declaration.</exception>
    public static string Of(DeclarationKey declaration) => declaration != default
        ? DeclarationPrefix + declaration
        : throw new ArgumentException("A declaration without digits has no grain.", nameof(declaration));

    /// <summary>The taxpayer of a grain's key.</summary>
    /// <exception cref="ArgumentException">It is no key that <see cref="Of(TaxpayerId)"/> makes.</exception>
    public static TaxpayerId TaxpayerOf(string key) =>
        key.StartsWith(TaxpayerPrefix, StringComparison.Ordinal)
        && TaxpayerId.TryParse(key.AsSpan(TaxpayerPrefix.Length), out var taxpayer) && Of(taxpayer) == key
            ? taxpayer
            : throw new ArgumentException($"'{key}' is no taxpayer's grain.", nameof(key));

    /// <summary>The declaration of a grain's key.</summary>
    /// <exception cref="ArgumentException">It is no key that <see cref="Of(DeclarationKey)"/> makes.</exception>
    public static DeclarationKey DeclarationOf(string key) =>
        key.StartsWith(DeclarationPrefix, StringComparison.Ordinal)
        && DeclarationKey.TryParse(key.AsSpan(DeclarationPrefix.Length), out var declaration)
            ? declaration
            : throw new ArgumentException($"'{key}' is no declaration's grain.", nameof(key));
}
