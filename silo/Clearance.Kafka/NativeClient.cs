using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>Finds the native client: the distribution's, for the package's own does not restore everywhere.</summary>
internal static class NativeClient
{
    private const string FileName = "librdkafka.so.1";

    private static readonly bool IsThere = Find();

    /// <summary>Makes it known before its first use.</summary>
    /// <exception cref="KafkaSettingsException">This machine has none.</exception>
    public static void Require()
    {
        if (!IsThere)
        {
            throw new KafkaSettingsException(
                $"{FileName} is not installed: Debian's package librdkafka1, or your distribution's librdkafka, has it");
        }
    }

    private static bool Find()
    {
        if (!NativeLibrary.TryLoad(FileName, out var library))
        {
            return false;
        }

        NativeLibrary.SetDllImportResolver(
            typeof(ConsumerConfig).Assembly,
            (name, _, _) => name == "librdkafka" ? library : IntPtr.Zero);
        return true;
    }
}

/// <summary>Kafka cannot be read with what was set, or with what this machine has; the message is one clear line.</summary>
public sealed class KafkaSettingsException(string message, Exception? inner = null) : Exception(message, inner);
