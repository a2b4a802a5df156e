using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    private Value EvalMember(IOperation reference, ISymbol member, IOperation? instance)
    {
        var receiver = Eval(instance);
        var model = _context.Symbols.Of(member);
        if (model is not null && Cleans(model, []) is var cleaned and not 0)
            return Cleaned(cleaned, receiver, []);
        var validated = Validated(member);
        if (validated == Kinds.All)
            return Value.Clean;
        var value = instance is not null && SharedQueue.Of(_context, member) is { } queue ? _state.Read(new Place(RootOf(queue), ""))
            : instance is not null ? receiver.At(member is IFieldSymbol { CorrespondingTupleField: { } item } ? item.Name : member.Name, _labels)
            : PlaceOf(reference) is { } place ? _state.Read(place) : Value.Clean;
        if (FilledElsewhere(member, instance) is { } bound)
            value = value.Union(Sourced(reference, [new SourceModel(new PortRef(PortRef.Return, ""), bound.Kinds, bound.Words)]), _labels);
        if (validated != 0)
            value = Value.Of(Clean(value.Flat(), validated));
        if (model is null)
            return value;
        if (model.Sources.Count > 0)
            value = value.Union(Sourced(reference, model.Sources), _labels);
        if (model.PassesAll)
            value = value.Union(Value.Of(receiver.Flat()), _labels);
        foreach (var pass in model.Passes)
        {
            if (pass.From.Index == PortRef.This && pass.To.Index == PortRef.Return)
                value = value.Union(receiver.At(pass.From.Path, _labels).Under(pass.To.Path), _labels);
        }

        return value;
    }

    private ulong Validated(ISymbol? member) =>
        member is IPropertySymbol { IsStatic: false, Type.SpecialType: SpecialType.System_String } text && _context.IsProject(text.ContainingAssembly) ? _context.Host.Validated(text) : 0;

    /// <summary>What a member yields that a model makes a source, as far as nothing was proven of it.</summary>
    private Value Sourced(IOperation reference, List<SourceModel> sources)
    {
        var known = PlaceOf(reference) is { } place ? _state.ProvenOf(place) : Proven.Nothing;
        var value = Value.Clean;
        foreach (var source in sources)
            value = value.Union(FromSource(source, reference), _labels);
        return Knowing(value, known);
    }

    private Value Knowing(Value value, Proven known) => known.IsNothing ? value : known.Kinds == Kinds.All ? Value.Clean
        : value.Map(label => _labels.Get(label.From, Whole(label.Cleaned | known.Kinds), label.Prefix, label.Guard < 0 ? known.Guard : label.Guard));

    /// <summary>What a framework put into a property of another object than the receiver, whose own properties hold it from the beginning.</summary>
    private EntryParameter? FilledElsewhere(ISymbol member, IOperation? instance) =>
        member is IPropertySymbol { IsStatic: false } property && instance is not IInstanceReferenceOperation && _context.IsProject(property.ContainingAssembly) ? _context.Host.Bound(property) : null;

    /// <summary>What a text is the text of.</summary>
    private IOperation? Bare(IOperation? item)
    {
        while (true)
        {
            switch (item)
            {
                case IConversionOperation conversion:
                    item = conversion.Operand;
                    break;
                case IInvocationOperation call when TextOf(call) is { } text:
                    item = text;
                    break;
                case IFlowCaptureReferenceOperation reference:
                    item = Behind(reference);
                    break;
                default:
                    return item;
            }
        }
    }

    private bool IsSource(IOperation item) => Bare(item) is IPropertyReferenceOperation member && (member.Arguments.IsEmpty
        ? _context.Symbols.Of(member.Property) is { Sources.Count: > 0 } || FilledElsewhere(member.Property, member.Instance) is not null
        : Keyed(member) is not null);

    private Value EvalProperty(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (IsTransparent(property))
            return Eval(reference.Instance);
        if (reference.Arguments.Length == 0 && !HasCode(property) && !IsVirtualHere(property))
            return Holding(reference, property, reference.Instance, EvalMember(reference, property, reference.Instance));
        if (Item(reference) is { } item)
            return _state.Read(item);
        var receiver = Eval(reference.Instance);
        Value[] arguments = reference.Arguments.IsEmpty ? [] : reference.Arguments.Select(argument => Eval(argument.Value)).ToArray();
        if (HasCode(property) || IsVirtualHere(property))
        {
            var operations = Operations(reference);
            var called = property.GetMethod is { } getter ? CallBody(reference, getter, reference.Instance, receiver, operations, arguments) : Value.Clean;
            var stored = IsVirtualHere(property) && PlaceOf(reference.Instance) is { } owner ? _state.Read(owner.Part(property.Name)) : Value.Clean;
            called = called.Union(stored, _labels).Union(_context.Symbols.Of(property) is null ? Value.Clean : EvalMember(reference, property, reference.Instance), _labels);
            return property.Parameters.IsEmpty ? Holding(reference, property, null, called) : called;
        }

        if (arguments.Length == 1 && reference.Arguments[0].Value.Type is { Name: "Range" })
            return receiver;
        var element = receiver.At(AccessPath.Element, _labels);
        if (_context.Symbols.Of(property) is { } model)
        {
            foreach (var source in model.Sources)
                element = element.Union(FromSource(source, reference), _labels);
        }

        return Keyed(reference) is { } keyed ? Knowing(element, _state.ProvenOf(keyed)) : element;
    }

    /// <summary>A property whose code may be elsewhere: an interface's, or an abstract one.</summary>
    private bool IsVirtualHere(IPropertySymbol property) =>
        _context.IsOurs(property) && (property.IsAbstract || property.ContainingType.TypeKind == TypeKind.Interface && (!property.IsStatic || property.IsVirtual));

    private Value FromSource(SourceModel source, IOperation at)
    {
        var step = StepOf(at);
        var number = _summary.Source(source.Kinds, source.Words ?? Words(at), step);
        // A request's path begins with a slash, its query with a question mark: behind a host they end it.
        var prefix = at.Type is { ContainingNamespace.Name: "Http", Name: var type } ? type switch { "PathString" => "/", "QueryString" => "?", _ => Prefix.None } : Prefix.None;
        return Value.Of(LabelSet.Of(_labels.Get(Port.Source(number), 0, prefix), new Trace(step, null))).Under(source.At.Path);
    }

    /// <summary>How a message calls an expression.</summary>
    private static string Words(IOperation operation)
    {
        var text = operation.Syntax.ToString();
        var line = text.IndexOf('\n');
        if (line >= 0)
            text = text.Substring(0, line).TrimEnd() + "...";
        return "'" + (text.Length <= 48 ? text : text.Substring(0, 45) + "...") + "'";
    }

    private void SinkMember(ISymbol member, IOperation target, Value value)
    {
        if (_context.Symbols.Of(member) is not { Sinks.Count: > 0 } model || value.IsClean)
            return;
        var assigned = AssignedTo(target);
        var index = member is IPropertySymbol property ? property.Parameters.Length : 0;
        foreach (var sink in model.Sinks)
        {
            if (sink.At.Index == index && sink.At.Path.Length == 0 && Holds(sink.When, sink.WhenIndex, target is IPropertyReferenceOperation reference ? Operations(reference) : [], target.Syntax))
                Sink(sink.Kinds, value, assigned, member.Name);
        }
    }

    /// <summary>An element that is added to a collection whose elements are a sink, such as the arguments of a process.</summary>
    private void SinkElement(IOperation site, IOperation? collection, Value value)
    {
        if (value.IsClean || Behind(collection) is not IPropertyReferenceOperation { Property: var property } || _context.Symbols.Of(property) is not { Sinks.Count: > 0 } model)
            return;
        foreach (var sink in model.Sinks)
        {
            if (sink.At.Path == AccessPath.Element && Holds(sink.When, sink.WhenIndex, [], site.Syntax))
                Sink(sink.Kinds, value, site is IInvocationOperation { Arguments: [.., var added] } ? StepOf(Explicit(added.Value)) : AssignedTo(site), property.Name);
        }
    }

    private static IOperation?[] Operations(IPropertyReferenceOperation reference) =>
        reference.Arguments.IsEmpty ? [] : reference.Arguments.Select(static argument => (IOperation?)argument.Value).ToArray();

    /// <summary>Where the value stands that a target gets.</summary>
    private Step AssignedTo(IOperation target) =>
        target.Parent is IAssignmentOperation assignment ? StepOf(Explicit(assignment.Value))
        : target.Syntax.Parent is AssignmentExpressionSyntax written && written.Left == target.Syntax ? StepOf(written.Right)
        : StepOf(target);

    private static IOperation Explicit(IOperation expression)
    {
        while (expression is IConversionOperation { IsImplicit: true } conversion)
            expression = conversion.Operand;
        return expression;
    }

    private void Sink(ulong kinds, Value value, IOperation at, string member) => Sink(kinds, value, StepOf(Explicit(at)), member);

    private void Sink(ulong kinds, Value value, Step step, string member)
    {
        if (value.IsClean)
            return;
        var number = _summary.Sink(kinds, member, step, "");
        foreach (var labels in new[] { value.Flat() })
        {
            for (var i = 0; i < labels.Count; i++)
            {
                var label = labels[i];
                if (label.Function is null && (kinds & ~label.Cleaned) != 0)
                    _summary.Edge(label, Port.Sink(number), s_whole, Trace.After(labels.TraceOf(i), step));
            }
        }
    }

    private Value Cleaned(ulong kinds, Value receiver, IReadOnlyList<Value> arguments)
    {
        var all = receiver.Flat();
        foreach (var argument in arguments)
            all = all.Union(argument.Flat());
        return Value.Of(Clean(all, kinds));
    }

    /// <summary>What a member cleans its result of, with these constant arguments.</summary>
    private ulong Cleans(MemberModel model, IReadOnlyList<IOperation?> operations)
    {
        ulong kinds = 0;
        foreach (var clean in model.Cleans)
        {
            if (Holds(clean.When, clean.WhenIndex, operations))
                kinds |= clean.Kinds;
        }

        return kinds;
    }

    private LabelSet Clean(LabelSet labels, ulong kinds) => kinds == Kinds.All
        ? LabelSet.Empty
        : labels.Map(label => label.Function is not null ? label : _labels.Get(label.From, label.Cleaned | kinds, label.Prefix, label.Guard));

    /// <summary>Whether a line's condition holds.</summary>
    private bool Holds(When? when, int index, IReadOnlyList<IOperation?> operations, SyntaxNode? site = null, IOperation? instance = null)
    {
        if (when is null)
            return true;
        if (when.Parameter == When.Beside)
            return site is not null && Beside(site).Exists(when.Accepts) && Holds(when.And, index, operations, site, instance);
        if (when.Test == "of")
            return MadeOf(when.Parameter == "this" ? instance : index >= 0 && index < operations.Count ? operations[index] : null) is { } member && when.Accepts(member);
        if (index < 0 || index >= operations.Count)
            return when.Test == "lacks";
        var operation = operations[index];
        while (operation is IConversionOperation conversion && !operation.ConstantValue.HasValue)
            operation = conversion.Operand;
        var text = Text(operation);
        return when.Test == "lacks" ? !when.Accepts(text ?? Written(operation)) : text is not null && when.Accepts(text);
    }

    /// <summary>The member that a value is, or was made of: <c>HttpResponse.Body</c> for <c>new StreamWriter(response.Body)</c>.</summary>
    private string? MadeOf(IOperation? value)
    {
        for (var steps = 0; steps < 8; steps++)
        {
            switch (Behind(value)?.Unconverted())
            {
                case IPropertyReferenceOperation { Property: { ContainingType.Name: var type, Name: var name } }:
                    return type + "." + name;
                case ILocalReferenceOperation { Local.DeclaringSyntaxReferences: [var declared] } when declared.SyntaxTree == _body.Syntax.SyntaxTree && declared.GetSyntax(_cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } initial }:
                    value = _body.Model.GetOperation(initial, _cancellation);
                    break;
                case IObjectCreationOperation { Arguments: [{ Value: var first }, ..] }:
                    value = first;
                    break;
                case IInvocationOperation { Instance: { } made }:
                    value = made;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>What stands where a choice, a local or a field gets what isn't constant.</summary>
    private static string Written(IOperation? operation)
    {
        ISymbol? kept = operation switch
        {
            ILocalReferenceOperation local => local.Local,
            IFieldReferenceOperation { Field.IsReadOnly: true } field => field.Field,
            _ => null,
        };
        return (kept is null ? operation?.Syntax : (kept.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as VariableDeclaratorSyntax)?.Initializer)?.ToString() ?? "";
    }

    /// <summary>A text that is constant, or a field that stands for one.</summary>
    private static string? Text(IOperation? operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: int flags }, Type: INamedTypeSymbol { TypeKind: TypeKind.Enum } type } => Names(type, flags),
        { ConstantValue: { HasValue: true, Value: { } value } } => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
        IMemberReferenceOperation { Member: { Name: "NewLine", ContainingType.Name: "Environment" } } => "\n",
        IFieldReferenceOperation { Field.Name: "InfiniteMatchTimeout" or "InfiniteTimeSpan" } => "infinite",
        IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } } => "",
        IFieldReferenceOperation { Field: { ContainingType.Name: "HeaderNames", Name: var name } } => string.Concat(name.Select(static (c, i) => i > 0 && char.IsUpper(c) ? "-" + c : c.ToString())),
        _ => null,
    };

    /// <summary>The members of an enumeration that a value holds.</summary>
    private static string Names(INamedTypeSymbol type, int value) => string.Join(", ", type.GetMembers().OfType<IFieldSymbol>()
        .Where(field => field.ConstantValue is int flag && (flag == value || flag != 0 && (value & flag) == flag)).Select(static field => field.Name));

    /// <summary>The constant texts of the function around a place. Asked only when something gets there, so rarely.</summary>
    private List<string> Beside(SyntaxNode site)
    {
        var around = site.FirstAncestorOrSelf<SyntaxNode>(static node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax || node is AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax }) ?? site;
        var texts = new List<string>();
        foreach (var node in around.DescendantNodes(node => !IsElsewhere(node, site)))
        {
            if (node is LiteralExpressionSyntax { Token.Value: string text })
                texts.Add(text);
            else if (node is MemberAccessExpressionSyntax && _body.Model.GetConstantValue(node, _cancellation) is { HasValue: true, Value: string constant })
                texts.Add(constant);
        }

        return texts;
    }

    /// <summary>Whether a branch is never run before a place on the same way: another arm of the choice that the place is in, or one that leaves.</summary>
    private static bool IsElsewhere(SyntaxNode node, SyntaxNode site)
    {
        var choice = node switch
        {
            SwitchSectionSyntax => node.Parent,
            StatementSyntax { Parent: IfStatementSyntax } => node.Parent,
            StatementSyntax { Parent: ElseClauseSyntax } => node.Parent.Parent,
            _ => null,
        };
        return choice is not null && !node.Span.Contains(site.Span) && (choice.Span.Contains(site.Span) || node is StatementSyntax branch && Leaves(branch));
    }
}
