using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Running;

/// <summary>A test that takes the right to mount.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.IsPossible ? null : "it takes the right to mount a disk for a process";
}
