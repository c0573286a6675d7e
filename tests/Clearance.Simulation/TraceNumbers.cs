using System.Runtime.InteropServices;
using Clearance.LocalHost;

namespace Clearance.Simulation;

/// <summary>Numbers for texts and bytes, the same in every process: what the runtime hashes is not.</summary>
internal static class TraceNumbers
{
    public static ulong Of(string text) => Of(MemoryMarshal.AsBytes(text.AsSpan()));

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var number = (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            number = SeededChoice.Mix(number ^ MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var one in bytes)
        {
            number = SeededChoice.Mix(number ^ one);
        }

        return number;
    }
}
