using System.Net.Http.Headers;

namespace Clearance.Client;

/// <summary>Says with every call who makes it, by a token.</summary>
/// <remarks>It is asked for before each call, so that a token that is renewed is the one that is sent; an empty one is not.</remarks>
/// <param name="token">Where the token is had.</param>
public sealed class BearerToken(Func<CancellationToken, ValueTask<string>> token) : DelegatingHandler
{
    private const int FileBytesMax = 64 * 1024;

    /// <summary>A token that something else writes to a file, and writes anew before it expires.</summary>
    /// <param name="path">The file; white space round the token does not matter.</param>
    /// <returns>The handler.</returns>
    public static BearerToken FromFile(string path) => new(async cancel =>
    {
        if (new FileInfo(path).Length > FileBytesMax)
        {
            throw new InvalidDataException($"A token has at most {FileBytesMax} bytes.");
        }

        return (await File.ReadAllTextAsync(path, cancel).ConfigureAwait(false)).Trim();
    });

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await token(cancellationToken).ConfigureAwait(false) is { Length: > 0 } text)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text);
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
