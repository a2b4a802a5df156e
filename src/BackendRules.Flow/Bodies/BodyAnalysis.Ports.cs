using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    private static readonly string[] s_whole = [];

    /// <summary>What roots are, by number.</summary>
    private readonly List<Value> _initial = [];
    private readonly Dictionary<ISymbol, int> _symbols = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<CaptureId, int> _captureRoots = [];
    private readonly Dictionary<CaptureId, IOperation?> _captures = [];
    private int _this = -1;

    private Value Initial(int root) => _initial[root];

    private int NewRoot(Value initial)
    {
        _initial.Add(initial);
        return _initial.Count - 1;
    }

    private int This()
    {
        if (_this < 0)
            _this = NewRoot(_body.Method.IsStatic ? Value.Clean : Receiver());
        return _this;
    }

    /// <summary>By the number of a source: the property of the receiver that a framework filled with it.</summary>
    private Dictionary<int, string>? _filled;

    private Value Receiver()
    {
        var value = Value.Of(LabelSet.Of(_labels.Get(Port.Own(PortRef.This, "")), null));
        foreach (var (property, from) in _context.FilledFor(_body.Method))
        {
            var step = Named(property) ?? Named(_body.Method) ?? StepOf(_body.Syntax);
            var number = _summary.Source(from.Kinds, from.Words, step);
            (_filled ??= [])[number] = property.Name;
            value = value.Union(Value.Of(LabelSet.Of(_labels.Get(Port.Source(number)), new Trace(step, null))).Under(property.Name), _labels);
        }

        return value;
    }

    /// <summary>Where a symbol's name stands in the file of the body.</summary>
    private Step? Named(ISymbol symbol)
    {
        foreach (var location in symbol.Locations)
        {
            if (location.SourceTree == _body.Syntax.SyntaxTree)
                return new Step(location.SourceSpan.Start, location.SourceSpan.Length);
        }

        return null;
    }

    /// <summary>Whether a label says of a part of the receiver what every other method of it knows as well.</summary>
    private bool IsFilled(Label label, Port to) =>
        _filled is not null && to is { Kind: PortKind.Own, Index: PortRef.This } && label.From.Kind == PortKind.Source && _filled.TryGetValue(label.From.Number, out var name) && AccessPath.IsUnder(to.Path, name);

    private int RootOf(ISymbol symbol)
    {
        if (!_symbols.TryGetValue(symbol, out var root))
            _symbols.Add(symbol, root = NewRoot(InitialOf(symbol)));
        return root;
    }

    private Value InitialOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol or IPropertySymbol or ITypeSymbol => Value.Of(LabelSet.Of(_labels.Get(Port.Static(_summary.Static(symbol), "")), null)),
        IParameterSymbol parameter when IsOwn(parameter) && parameter.RefKind != RefKind.Out && !InertTypes.Contains(parameter.Type) =>
            Value.Of(LabelSet.Of(_labels.Get(Port.Own(parameter.Ordinal, "")), ParameterTrace(parameter))),
        _ => Value.Clean,
    };

    private bool IsOwn(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _body.Method);

    private Trace? ParameterTrace(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences is [var reference, ..] && reference.SyntaxTree == _body.Syntax.SyntaxTree
            ? new Trace(new Step(reference.Span.Start, reference.Span.Length), null)
            : null;

    private void EnterParameters()
    {
        foreach (var parameter in _body.Method.Parameters)
        {
            if (InertTypes.Contains(parameter.Type) || Attributes.IsUntainted(parameter))
                continue;
            var entry = _context.Host.Entry(_body.Method, parameter) ?? Declared(parameter);
            if (entry is null || parameter.DeclaringSyntaxReferences is not [var reference, ..] || reference.SyntaxTree != _body.Syntax.SyntaxTree)
                continue;
            var refused = _context.Host.Refuses(_body.Method, parameter);
            if (refused == Kinds.All)
                continue;
            Narrow(new Place(RootOf(parameter), ""), refused);
            _summary.Entry(parameter.Ordinal, entry, new Step(reference.Span.Start, reference.Span.Length));
            foreach (var member in parameter.Type.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, Type.SpecialType: SpecialType.System_String } property)
                    Narrow(new Place(RootOf(parameter), property.Name), _context.Host.Refuses(_body.Method, property));
            }
        }
    }

    private EntryParameter? Declared(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (TypeName.Is(attribute.AttributeClass, "BackendRules", "TaintSourceAttribute"))
                return new EntryParameter(Attributes.SourceKinds(attribute, _context.Models), $"'{parameter.Name}'");
        }

        return null;
    }

    /// <summary>A primary constructor keeps its parameters: as properties of a record, else as hidden fields.</summary>
    private void PrimaryParameters()
    {
        foreach (var parameter in _body.Method.Parameters)
        {
            if (InertTypes.Contains(parameter.Type))
                continue;
            var value = _state.Read(new Place(RootOf(parameter), ""));
            Emit(value, Port.Own(PortRef.This, _body.Method.ContainingType.IsRecord ? parameter.Name : Hidden(parameter)));
        }
    }

    private static string Hidden(IParameterSymbol parameter) => "<" + parameter.Name + ">";

    /// <summary>What the body leaves in its receiver, its parameters and in statics.</summary>
    private void LeaveParameters()
    {
        if (_this >= 0)
            EmitParts(_state.Read(new Place(_this, "")), _outside ?? Port.Own(PortRef.This, ""));
        foreach (var parameter in _body.Method.Parameters)
        {
            if (!_symbols.TryGetValue(parameter, out var root) || InertTypes.Contains(parameter.Type))
                continue;
            var value = _state.Read(new Place(root, ""));
            if (parameter.RefKind is RefKind.Out or RefKind.Ref)
                Emit(value, Port.Own(parameter.Ordinal, ""));
            else if (StillOwn(value, parameter.Ordinal))
                EmitParts(value, Port.Own(parameter.Ordinal, ""));
        }

        foreach (var pair in _symbols)
        {
            if (pair.Key is IFieldSymbol or IPropertySymbol or ITypeSymbol)
                Emit(_state.Read(new Place(pair.Value, "")), Port.Static(_summary.Static(pair.Key), ""));
        }
    }

    /// <summary>Whether a parameter still names the object that the caller gave.</summary>
    private static bool StillOwn(Value value, int index)
    {
        for (var i = 0; i < value.Root.Count; i++)
        {
            if (value.Root[i].From is { Kind: PortKind.Own, Path: "" } from && from.Index == index)
                return true;
        }

        return false;
    }

    private void EmitParts(Value value, Port to)
    {
        // A collection's own labels change when elements are added as a whole: those are its elements.
        Emit(value.Root, to.Part(""), s_whole);
        foreach (var part in value.Parts)
            Emit(part.Value, to.Part(part.Key), Within(value, part.Key));
    }

    private void Emit(Value value, Port to)
    {
        if (value.IsClean)
            return;
        Emit(value.Root, to, value.Parts.Length == 0 ? s_whole : Array.ConvertAll(value.Parts, static part => part.Key));
        foreach (var part in value.Parts)
            Emit(part.Value, to.Part(part.Key), Within(value, part.Key));
    }

    /// <summary>The parts of a part that hold something else.</summary>
    private static IReadOnlyList<string> Within(Value value, string path)
    {
        List<string>? within = null;
        foreach (var part in value.Parts)
        {
            if (AccessPath.Under(part.Key, path) is { Length: > 0 } deeper)
                (within ??= []).Add(deeper);
        }

        return within ?? (IReadOnlyList<string>)s_whole;
    }

    private void Emit(LabelSet labels, Port to, IReadOnlyList<string> except)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i];
            if (label.Function is not null)
                continue;
            if (label.From == to && label.Guard < 0 || IsFilled(label, to))
                continue;
            _summary.Edge(label, to, except, labels.TraceOf(i));
        }
    }
}
