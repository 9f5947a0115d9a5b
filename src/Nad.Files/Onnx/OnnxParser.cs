using System.Text;

namespace Nad.Files.Onnx;

/// <summary>Turns protobuf messages into <see cref="OnnxModel"/>. Fields that say nothing about the network are passed over.</summary>
/// <remarks>Source: onnx.proto of ONNX 1.12 (the numbers of fields never change).</remarks>
internal sealed class OnnxParser(ReadOnlyMemory<byte> file, OnnxNeighbours neighbours)
{
    // Messages cost more memory than the two bytes that the smallest takes; the largest network known to us has some thousands.
    private const int MostMessages = 200_000, MostNodes = 20_000;
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: false);
    private int messages;

    /// <exception cref="DamagedFileException">Not well formed.</exception>
    /// <exception cref="UnsupportedInputException">Of a version or kind that is not read.</exception>
    /// <exception cref="RefusedFileException">More messages than any network has, or data outside of the folder.</exception>
    public OnnxModel Model()
    {
        (long ir, string producer, string version, WireReader? graph) = (0, "", "", null);
        Dictionary<string, long> opsets = new(StringComparer.Ordinal);
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        WireReader message = new(file, 0, file.Length);
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: ir = message.Integer; break;
                case 2: producer = Text(message); break;
                case 3: version = Text(message); break;
                case 7: graph = Message(message); break;
                case 8: Opset(Message(message), opsets); break;
                case 14: Entry(Message(message), metadata); break;
                case 25:
                    throw new UnsupportedInputException(
                        "The ONNX file has functions of its own. Export it again without them: "
                        + "torch.onnx.export(..., export_modules_as_functions=False).");
                default: break;
            }
        }

        if (graph is not { } network || ir is < 3 or > 100)
            throw new DamagedFileException("The ONNX file holds no graph, or is of a version before 3.");
        string? domain = opsets.Keys.FirstOrDefault(d => d.Length > 0 && d is not ("ai.onnx" or "ai.onnx.ml"));
        long opset = opsets.GetValueOrDefault("", opsets.GetValueOrDefault("ai.onnx", -1));
        if (opset is < 7 or > 21)
        {
            throw new UnsupportedInputException(
                $"The ONNX file uses operators of version {opset}; 7 to 21 are read. Export it again with opset_version=17.");
        }

        return Graph(network) with
        {
            IrVersion = ir,
            Producer = $"{producer} {version}".Trim(),
            Opset = opset,
            Metadata = metadata,
            Domains = domain is null ? [] : [domain]
        };
    }

    private OnnxModel Graph(WireReader graph)
    {
        List<OnnxNode> nodes = [];
        List<OnnxTensor> tensors = [];
        List<OnnxInput> inputs = [];
        List<string> outputs = [];
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1:
                    nodes.Add(Node(Message(graph)));
                    if (nodes.Count > MostNodes)
                        throw new RefusedFileException($"The ONNX file has more than {MostNodes} operators; no image classifier has.");
                    break;
                case 5: tensors.Add(Tensor(Message(graph))); break;
                case 11: inputs.Add(Input(Message(graph))); break;
                case 12: outputs.Add(Input(Message(graph)).Name); break;
                case 15:
                    throw new UnsupportedInputException(
                        "The ONNX file stores sparse tensors, which are not read. Export the network with dense weights.");
                default: break;
            }
        }

        HashSet<string> stored = new(StringComparer.Ordinal);
        OnnxTensor? again = tensors.FirstOrDefault(t => t.Name.Length == 0 || !stored.Add(t.Name));
        if (again is not null)
            throw new RefusedFileException(
                $"The ONNX file has two tensors named '{Printable.Of(again.Name)}', or one without a name: it means two things.");
        return new OnnxModel(
            0, "", 0, nodes, tensors, [.. inputs.Where(i => !stored.Contains(i.Name))], outputs, new Dictionary<string, string>(), []);
    }

    private OnnxNode Node(WireReader node)
    {
        (string name, string op, string domain) = ("", "", "");
        List<string> inputs = [], outputs = [];
        Dictionary<string, OnnxAttribute> attributes = new(StringComparer.Ordinal);
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1: inputs.Add(Counted(node)); break;
                case 2: outputs.Add(Counted(node)); break;
                case 3: name = Text(node); break;
                case 4: op = Text(node); break;
                case 7: domain = Text(node); break;
                case 5:
                    (string key, OnnxAttribute value) = Attribute(Message(node));
                    attributes[key] = value;
                    break;
                default: break;
            }
        }

        return new OnnxNode(name, domain is "" or "ai.onnx" ? op : $"{domain}.{op}", inputs, outputs, attributes);
    }

    private (string Name, OnnxAttribute Value) Attribute(WireReader attribute)
    {
        (string name, long? integer, float? number, string? text, OnnxTensor? tensor, bool graph) = ("", null, null, null, null, false);
        List<long> integers = [];
        List<float> numbers = [];
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 1: name = Text(attribute); break;
                case 2: number = attribute.Single; break;
                case 3: integer = attribute.Integer; break;
                case 4: text = Text(attribute); break;
                case 5: tensor = Tensor(Message(attribute)); break;
                case 6 or 11: graph = true; break;
                case 7: attribute.AddSingles(numbers); break;
                case 8: attribute.AddIntegers(integers); break;
                default: break;
            }
        }

        return (name, new OnnxAttribute(integer, number, text, integers, numbers, tensor) { IsGraph = graph });
    }

    private OnnxTensor Tensor(WireReader tensor)
    {
        (string name, long type, bool outside) = ("", 0, false);
        List<long> shape = [], integers = [];
        Dictionary<string, string> where = new(StringComparer.Ordinal);
        OnnxElements elements = new(file);
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 1: tensor.AddIntegers(shape); break;
                case 2: type = tensor.Integer; break;
                case 4 or 9 or 10: elements.Add(tensor); break;
                case 5 or 7 or 11: tensor.AddIntegers(integers); break;
                case 8: name = Text(tensor); break;
                case 13: Entry(Message(tensor), where); break;
                case 14: outside = tensor.Integer == 1; break;
                default: break;
            }
        }

        return elements.Tensor(name, type, shape, integers, outside ? neighbours.Find(name, where) : null);
    }

    private OnnxInput Input(WireReader value)
    {
        string name = "";
        List<long?> shape = [];
        while (value.Next())
        {
            if (value.Field == 1) name = Text(value);
            if (value.Field != 2) continue;
            WireReader type = Message(value);
            while (type.Next())
            {
                if (type.Field != 1) continue;
                WireReader tensor = Message(type);
                while (tensor.Next())
                {
                    if (tensor.Field == 2) Shape(Message(tensor), shape);
                }
            }
        }

        return new OnnxInput(name, shape);
    }

    private void Shape(WireReader dimensions, List<long?> shape)
    {
        while (dimensions.Next())
        {
            if (dimensions.Field != 1) continue;
            WireReader dimension = Message(dimensions);
            long? size = null;
            while (dimension.Next())
            {
                if (dimension is { Field: 1, Integer: > 0 }) size = dimension.Integer;
            }

            shape.Add(size);
        }
    }

    private static void Opset(WireReader opset, Dictionary<string, long> into)
    {
        (string domain, long version) = ("", 0);
        while (opset.Next())
        {
            if (opset.Field == 1) domain = Text(opset);
            if (opset.Field == 2) version = opset.Integer;
        }

        into[domain] = version;
    }

    private static void Entry(WireReader entry, Dictionary<string, string> into)
    {
        (string key, string value) = ("", "");
        while (entry.Next())
        {
            if (entry.Field == 1) key = Text(entry);
            if (entry.Field == 2) value = Text(entry);
        }

        into[key] = value;
    }

    private WireReader Message(WireReader field)
    {
        Count();
        return field.Form == WireForm.Bytes
            ? field.Inner
            : throw new DamagedFileException($"The ONNX file is damaged: field {field.Field} is a number where a message is needed.");
    }

    private string Counted(WireReader field)
    {
        Count();
        return Text(field);
    }

    private void Count()
    {
        if (++messages > MostMessages)
            throw new RefusedFileException($"The ONNX file has more than {MostMessages} parts; no image classifier has.");
    }

    private static string Text(WireReader field) =>
        field.Form == WireForm.Bytes
            ? Utf8.GetString(field.Bytes)
            : throw new DamagedFileException($"The ONNX file is damaged: field {field.Field} is a number where a text is needed.");
}
