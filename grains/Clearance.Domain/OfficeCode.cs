namespace Clearance.Domain;

/// <summary>A customs office, e.g. <c>03CC</c>: two digits, a letter, a letter or digit (domain.md §1). Reference data, no list.</summary>
public readonly record struct OfficeCode
{
    private OfficeCode(string value) => Value = value;

    /// <summary>The four characters; null only in <c>default</c>.</summary>
    public string Value { get; }

    /// <summary>Reads a code.</summary>
    public static bool TryParse(string text, out OfficeCode code)
    {
        var valid = text is [>= '0' and <= '9', >= '0' and <= '9', >= 'A' and <= 'Z', (>= 'A' and <= 'Z') or (>= '0' and <= '9')];
        code = valid ? new OfficeCode(text) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
