using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Nad.Torch.Interop;

/// <summary>Every function of <c>native/nad_bridge/nad_bridge.h</c>, declared once; names equal the C names.</summary>
internal static unsafe partial class NadBridge
{
    internal const string Library = "nad_bridge";
    internal const int Abi = 3;
    internal const int MaxDims = 8;

    // Nothing here can throw: an exception in a type initialiser would reach the user wrapped in another.
    static NadBridge() => NativeLibrary.SetDllImportResolver(typeof(NadBridge).Assembly, LibraryLocator.Resolve);

    [LibraryImport(Library)]
    internal static partial byte* nad_last_error();

    [LibraryImport(Library)]
    internal static partial byte* nad_torch_version();

    [LibraryImport(Library)]
    internal static partial int nad_cuda_devices();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int nad_operator_find(string name, string overload, out nint result);

    [LibraryImport(Library)]
    internal static partial int nad_operator_schema(nint op, byte* buffer, int capacity);

    [LibraryImport(Library)]
    internal static partial int nad_call(
        nint op, NativeValue* arguments, int argumentCount, NativeValue* results, int capacity, out int resultCount);

    [LibraryImport(Library)]
    internal static partial int nad_tensor_create(int dtype, long* shape, int dims, void* data, long bytes, out nint result);

    [LibraryImport(Library)]
    internal static partial int nad_tensor_free(nint tensor);

    [LibraryImport(Library)]
    internal static partial int nad_tensor_describe(TensorHandle tensor, out NativeTensorInfo info);

    [LibraryImport(Library)]
    internal static partial int nad_tensor_read(TensorHandle tensor, void* destination, long bytes);

    [LibraryImport(Library)]
    internal static partial int nad_tensor_data(TensorHandle tensor, out void* data, out long bytes);

    [LibraryImport(Library)]
    internal static partial int nad_tensor_set_requires_grad(TensorHandle tensor, int value);

    [LibraryImport(Library)]
    internal static partial int nad_gradients(nint* outputs, int outputCount, nint* inputs, int inputCount, int keepGraph, nint* results);

    [LibraryImport(Library)]
    internal static partial int nad_attach_backward(
        nint* outputs, int outputCount, nint* inputs, int inputCount, delegate* unmanaged<nint, void**, void**, int> backward,
        delegate* unmanaged<nint, void> release, nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void nad_set_error(string text);

    [LibraryImport(Library)]
    internal static partial int nad_grad_enabled();

    [LibraryImport(Library)]
    internal static partial int nad_grad_mode(int enabled, out int previous);

    [LibraryImport(Library)]
    internal static partial int nad_set_threads(int count);

    [LibraryImport(Library)]
    internal static partial int nad_get_threads(out int count);

    [LibraryImport(Library)]
    internal static partial int nad_recorder_create(int device, out nint result);

    [LibraryImport(Library)]
    internal static partial int nad_recorder_enter(nint recorder, int record);

    [LibraryImport(Library)]
    internal static partial int nad_recorder_leave(nint recorder);

    [LibraryImport(Library)]
    internal static partial int nad_recorder_replay(nint recorder);

    [LibraryImport(Library)]
    internal static partial int nad_recorder_free(nint recorder);

    /// <summary>Turns the status of a call that has no operator into an exception.</summary>
    internal static void Check(int status, string what)
    {
        if (status != 0) throw new TorchException($"{what} failed: {LastError()}");
    }

    internal static string LastError() => Marshal.PtrToStringUTF8((nint)nad_last_error()) ?? "";
}

/// <summary><c>nad_value</c>: 16 bytes, laid out as in C.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public int Tag;
    public int Count;
    public long Bits;
}

/// <summary><c>nad_tensor_info</c>, laid out as in C.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTensorInfo
{
    public int DType;
    public int DeviceType;
    public int DeviceIndex;
    public int RequiresGrad;
    public int Dims;
    public int Dense;
    public fixed long Shape[NadBridge.MaxDims];
    public fixed long Strides[NadBridge.MaxDims];
}
