using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Clearance.Signing;

namespace Clearance.Cli;

/// <summary><c>clearance keys</c>: makes the keys that banks and engines sign with.</summary>
internal static class KeysCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var file = new Argument<string>("file") { Description = "Where the private key goes, in PEM; it must not be there yet." };
        var kid = Kid();
        var make = new Command("new", "Makes a key on P-256: the private half into a file that only you may read, the public half as a JWK to the output.")
        {
            file, kid,
        }.Does(consoles, (session, parsed, cancel) => New(session, parsed.GetValue(file)!, parsed.GetValue(kid)!, cancel));
        return new Command("keys", "Keys to sign with.") { make };
    }

    /// <summary>What a key is called.</summary>
    public static Option<string> Kid() => new("--kid") { Description = "What the key is called, 1 to 64 of A-Z a-z 0-9 . _ -", Required = true };

    /// <summary>Reads a private key.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static SigningKey Read(string path, string kid)
    {
        try
        {
            return SigningKey.FromPem(Encoding.UTF8.GetString(EventFile.Bytes(path)), kid);
        }
        catch (KeyFileException refused)
        {
            throw new UsageException($"{path}: {refused.Message}.");
        }
    }

    private static async Task<int> New(Session session, string file, string kid, CancellationToken cancel)
    {
        var pem = SigningKey.NewPem();
        var bytes = new ArrayBufferWriter<byte>(512);
        await using var json = new Utf8JsonWriter(bytes);
        try
        {
            SigningKey.FromPem(pem, kid).WritePublic(json);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using var stream = new FileStream(file, options);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(pem), cancel);
        }
        catch (Exception refused) when (refused is KeyFileException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: {refused.Message}");
        }

        await json.FlushAsync(cancel);
        session.Out.Profile.Out.Writer.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
        return ExitCode.Done;
    }
}
