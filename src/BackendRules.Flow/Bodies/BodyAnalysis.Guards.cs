using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>What is known once a condition turned out this way.</summary>
    private void Refine(IOperation condition, bool outcome)
    {
        if (IsTooDeep())
            return;
        _depth++;
        PastMarks(condition, outcome);
        OneCharacter(condition, outcome);
        RefineAny(condition, outcome);
        _depth--;
    }

    private void RefineAny(IOperation condition, bool outcome)
    {
        switch (condition)
        {
            case IConversionOperation conversion:
                Refine(conversion.Operand, outcome);
                break;
            case IParenthesizedOperation parenthesized:
                Refine(parenthesized.Operand, outcome);
                break;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } inverse:
                Refine(inverse.Operand, !outcome);
                break;
            case IAwaitOperation awaited:
                Refine(awaited.Operation, outcome);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd } both when outcome:
                Refine(both.LeftOperand, true);
                Refine(both.RightOperand, true);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr } either when !outcome:
                Refine(either.LeftOperand, false);
                Refine(either.RightOperand, false);
                break;
            case IBinaryOperation { LeftOperand: IInvocationOperation search } comparison when AllowList.IsAbsent(comparison) == outcome && EndingCharacters.Absent(search, _context.Models.Sinks) is var (text, kinds):
                Prove(text, kinds);
                break;
            case IBinaryOperation binary when AllowList.Found(binary) is var (list, item, found) && found == outcome && !Holder(list):
                Prove(item, Kinds.All);
                break;
            case IBinaryOperation { LeftOperand: IPropertyReferenceOperation { Property: { Name: "Length", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } measured }, RightOperand.ConstantValue: { HasValue: true, Value: int most } } length
                when most <= AnchoredPattern.ShortText && (outcome ? length.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual : length.OperatorKind is BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual):
                Prove(measured, _context.Models.Sinks.Find("match"));
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equals:
                RefineEqual(equals.LeftOperand, equals.RightOperand, outcome);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } differs:
                RefineEqual(differs.LeftOperand, differs.RightOperand, !outcome);
                break;
            case IIsPatternOperation match:
                Prove(AddressTest.Matched(match, outcome, _context.Models.Sinks));
                if (match.Pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool said } } && (outcome || !IsNullable(match.Value)))
                    Refine(match.Value, outcome == said);
                if ((outcome ? match.Pattern : (match.Pattern as INegatedPatternOperation)?.Pattern) is { } pattern)
                    Matched(pattern, match.Value, PlaceOf(match.Value));
                if (outcome && match.Pattern is ITypePatternOperation { MatchedType: var matched } && _context.IsDomainException(matched))
                    Prove(match.Value, Kinds.All);
                break;
            case IIsTypeOperation type when outcome && !type.IsNegated && _context.IsDomainException(type.TypeOperand):
                Prove(type.ValueOperand, Kinds.All);
                break;
            case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask", Instance: { } task }:
                Refine(task, outcome);
                break;
            case IInvocationOperation call:
                RefineCall(call, outcome);
                break;
            case IPropertyReferenceOperation { Instance: { } asked } property:
                Promise(property, asked, outcome);
                break;
            case IFlowCaptureReferenceOperation reference when _captures.TryGetValue(reference.Id, out var captured) && captured?.Unconverted() is IInvocationOperation or IBinaryOperation or IIsPatternOperation or IPropertyReferenceOperation:
                Refine(captured!.Unconverted(), outcome);
                break;
            case ILocalReferenceOperation { Local: var local } when _proofs.TryGetValue(local, out var proof) && proof is not ILocalReferenceOperation:
                // Its own condition may ask it: ok = ok && Check(x).
                _proofs.Remove(local);
                Refine(proof, outcome);
                _proofs[local] = proof;
                break;
        }
    }

    /// <summary>Conditions that were given a name: <c>var ok = allowed.Contains(x)</c>.</summary>
    private readonly Dictionary<ILocalSymbol, IOperation> _proofs = new(SymbolEqualityComparer.Default);

    private void Name(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Type?.SpecialType != SpecialType.System_Boolean || Behind(assignment.Target) is not ILocalReferenceOperation { Local: var local } target)
            return;
        // Named twice, it stands for neither.
        // In a graph, what joins several conditions has become branches.
        var named = assignment.Value is IFlowCaptureReferenceOperation { Syntax: BinaryExpressionSyntax joined } && _body.Model.GetOperation(joined, _cancellation) is { } written ? written : assignment.Value;
        if (_proofs.TryGetValue(local, out var known) && known.Syntax != named.Syntax)
            _proofs[local] = target;
        else
            _proofs[local] = named;
    }

    /// <summary>What gets another value is no longer what a named condition asked about.</summary>
    private void Outdate(ISimpleAssignmentOperation assignment)
    {
        if (_proofs.Count == 0 || Variable(assignment.Target) is not { } changed || Asks(assignment.Value, changed))
            return;
        foreach (var known in _proofs.ToArray())
        {
            if (Asks(known.Value, changed) && !SymbolEqualityComparer.Default.Equals(known.Key, changed))
                _proofs.Remove(known.Key);
        }
    }

    private ISymbol? Variable(IOperation target) => Behind(target) switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        _ => null,
    };

    private static bool Asks(IOperation condition, ISymbol variable)
    {
        foreach (var inner in condition.DescendantsAndSelf())
        {
            var named = inner is ILocalReferenceOperation local ? local.Local : (inner as IParameterReferenceOperation)?.Parameter as ISymbol;
            if (SymbolEqualityComparer.Default.Equals(named, variable))
                return true;
        }

        return false;
    }

    private void RefineEqual(IOperation left, IOperation right, bool equal)
    {
        if (IsBoolean(left, out var said) || IsBoolean(right, out said))
        {
            var asked = IsBoolean(left, out _) ? right : left;
            // Where there was nobody to ask, it is neither: known?.Contains(x) != true.
            if (equal || !IsNullable(asked))
                Refine(asked, equal == said);
            return;
        }

        Prove(AddressTest.Compared(left, right, equal, _context.Models.Sinks));
        if (!equal)
            return;
        // Equal to what a sanitizer makes of it, it is clean already: Path.GetFileName(name) == name.
        if (Unchanged(left, right) is var kinds and not 0 || (kinds = Unchanged(right, left)) != 0)
        {
            Prove(left is IInvocationOperation ? right : left, kinds);
            return;
        }

        if (IsHarmless(right))
            Prove(left, Kinds.All);
        else if (IsHarmless(left))
            Prove(right, Kinds.All);
    }

    private ulong Unchanged(IOperation made, IOperation item)
    {
        ulong kinds = 0;
        if (made is not IInvocationOperation { Arguments: [{ Value: var given }, ..] } call || PlaceOf(item) is not { } place || PlaceOf(given) != place || _context.Symbols.Of(call.TargetMethod) is not { Cleans.Count: > 0 } model)
            return kinds;
        foreach (var clean in model.Cleans)
            kinds |= clean.Kinds;
        return kinds;
    }

    private static bool IsBoolean(IOperation operation, out bool value)
    {
        var constant = operation.Unconverted().ConstantValue;
        value = constant is { HasValue: true, Value: true };
        return constant is { HasValue: true, Value: bool };
    }

    private static bool IsNullable(IOperation operation) => operation.Type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>Whether being equal to this proves a value: a constant, or something that no caller controls.</summary>
    private bool IsHarmless(IOperation operation) =>
        operation.ConstantValue.HasValue
        // What names this server: who forges it fools only themself.
        || operation is IPropertyReferenceOperation { Property.ContainingType: { Name: "HostString", ContainingNamespace.Name: "Http" } } || operation is IFieldReferenceOperation { Field: { IsReadOnly: true, IsStatic: true } } || PlaceOf(operation) is { } place && (_state.Read(place).IsClean || IsStatics(_state.Read(place).Flat()));

    /// <summary>Whether a value comes from static members alone, such as an element of a list of known names.</summary>
    private static bool IsStatics(LabelSet labels)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i].From.Kind != PortKind.Static)
                return false;
        }

        return true;
    }

    private static bool IsConstant(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation => true,
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => IsConstant(either.LeftPattern) && IsConstant(either.RightPattern),
        IBinaryPatternOperation both => IsConstant(both.LeftPattern) || IsConstant(both.RightPattern),
        _ => false,
    };

    private void RefineCall(IInvocationOperation call, bool outcome)
    {
        var method = call.TargetMethod;
        if (outcome && IsEquality(call, out var left, out var right))
        {
            RefineEqual(left, right, true);
            return;
        }

        if (!outcome && method.Name == "MoveNext")
        {
            PastLoop(call);
            return;
        }

        if ((AllowList.Every(call, outcome, _body.Model) ?? (outcome ? null : AllowList.Refutes(call, _body.Model))) is { } listed)
        {
            if (listed.List is null || !Holder(listed.List))
                Prove(listed.Item, listed.Proves?.Invoke(_context.Models.Sinks) ?? Kinds.All);
            return;
        }

        if (!outcome && method.Name is "Contains" or "ContainsAny" or "ContainsAnyExcept" && EndingCharacters.Absent(call, _context.Models.Sinks) is var (searched, kinds))
            Prove(searched, kinds);

        if (outcome && AllowList.Tests(call, _body.Model) is { } tested)
        {
            if (_context.HasBody(method))
                return;
            if (tested.List is not null && Holder(tested.List))
                ProveWhere(tested.Item, tested.List);
            else
                Prove(tested.Item, tested.Proves?.Invoke(_context.Models.Sinks) ?? Kinds.All);
            return;
        }

        Asked(call, outcome);
        if (_context.Symbols.Of(method) is { } model)
        {
            var operations = ByParameter(call);
            foreach (var guard in model.Guards)
            {
                if (guard.Outcome == outcome && Holds(guard.When, guard.WhenIndex, operations) && (guard.At.Index == PortRef.This ? call.Instance : At(operations, guard.At.Index)) is { } item)
                    Prove(item, guard.Kinds);
            }
        }

        if (outcome && AddressTest.Tests(call) is { } address)
            Prove(address, _context.Models.Sinks.Find("ssrf", "redirect"));
        if (outcome && Containment.Tests(call, _body.Model) is { } contained)
            Contain(contained);
        else if (!outcome && Containment.Relative(call, _body.Model) is { } inside)
            Prove(inside, _context.Models.Sinks.Find("path"));
        if (!_context.HasBody(method) || method.MethodKind == MethodKind.LocalFunction || Awaited(method.ReturnType).SpecialType != SpecialType.System_Boolean)
            return;
        var number = _summary.Call(call.Syntax, method, false, () => Spans(call, call.Instance, ByParameter(call)));
        Promise(call, number, outcome ? Outcome.True : Outcome.False);
    }

    private static IOperation?[] ByParameter(IInvocationOperation call)
    {
        var operations = new IOperation?[call.TargetMethod.Parameters.Length];
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < operations.Length)
                operations[parameter.Ordinal] = argument.Value;
        }

        return operations;
    }

    private static bool IsEquality(IInvocationOperation call, out IOperation left, out IOperation right)
    {
        left = right = call;
        if (call.TargetMethod.Name != "Equals" || call.TargetMethod.ContainingType.SpecialType is not (SpecialType.System_String or SpecialType.System_Object))
            return false;
        if (call.Instance is { } instance && call.Arguments.Length > 0)
            (left, right) = (instance, call.Arguments[0].Value.Unconverted());
        else if (call.Arguments.Length > 1)
            (left, right) = (call.Arguments[0].Value.Unconverted(), call.Arguments[1].Value.Unconverted());
        return left != call;
    }

    /// <summary>Whether a list may hold what a caller sent.</summary>
    private bool Holder(IOperation list) => PlaceOf(list) is { } place && !IsFree(_state.Read(place));

    private void Contain(IOperation path)
    {
        // Where the root is a choice, the path waits in a capture.
        if (path is IFlowCaptureReferenceOperation reference && _captures.TryGetValue(reference.Id, out var captured) && captured is not null)
            path = captured;
        if (Containment.Given(path) is { } given)
            Prove(given, _context.Models.Sinks.Find("path"));
        else if (Canonical(path))
            Prove(path, _context.Models.Sinks.Find("path"));
    }

    private bool Canonical(IOperation path)
    {
        var full = _context.Models.Sinks.Find("unresolved-path");
        var labels = PlaceOf(path) is { } place ? _state.Read(place).Flat() : LabelSet.Empty;
        for (var i = 0; i < labels.Count; i++)
        {
            if ((labels[i].Cleaned & full) == 0)
                return false;
        }

        return true;
    }

    /// <summary>A name without ".." and without a separator stays in its folder, an address that begins with one slash alone on its site: each test proves a part of it.</summary>
    private ulong Whole(ulong cleaned)
    {
        foreach (var (parts, whole) in _context.Wholes)
        {
            if (parts != 0 && (cleaned & parts) == parts)
                cleaned |= whole;
        }

        return cleaned;
    }

    /// <summary>Local addresses and the local texts that they were parsed from; null for one that was parsed from several.</summary>
    private readonly Dictionary<ILocalSymbol, IOperation?> _parsed = new(SymbolEqualityComparer.Default);

    private void Parsing(IOperation target, IOperation text)
    {
        text = text.Unconverted();
        if (target is IDeclarationExpressionOperation declaration)
            target = declaration.Expression;
        if (target is ILocalReferenceOperation { Local: var local } && text is ILocalReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true })
            _parsed[local] = _parsed.TryGetValue(local, out var known) && known?.Syntax != text.Syntax ? null : text;
    }

    /// <summary>A character of a text, asked by itself: <c>foreach (var c in text) if (char.IsLetterOrDigit(c)) slug.Append(c);</c></summary>
    private void OneCharacter(IOperation condition, bool outcome)
    {
        var item = condition switch
        {
            IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_Char, Arguments: [{ Value: var asked }] } => asked,
            IInvocationOperation { TargetMethod.Name: "Contains", Arguments: [.., { Value: var sought }] } => sought,
            IIsPatternOperation { Value: var matched } => matched,
            IBinaryOperation { LeftOperand: var compared, RightOperand.ConstantValue.HasValue: true } => compared,
            _ => null,
        };
        item = item?.Unconverted();
        if (item?.Type?.SpecialType == SpecialType.System_Char && PlaceOf(item) is { } place && !_state.Read(place).IsClean)
            Prove(item, CharacterTest.Proves(c => CharacterTest.Answer(condition, c), outcome, _context.Models.Sinks));
    }

    private void Prove((IOperation Text, ulong Kinds)? proven)
    {
        if (proven is var (text, kinds))
            Prove(text, kinds);
    }

    /// <summary>What is known of a property, such as an address's host, says something of the whole.</summary>
    private void ProveOwner(IOperation owner, IPropertySymbol part, ulong kinds)
    {
        if (_context.Symbols.Of(part) is not { Guards.Count: > 0 } telling)
            return;
        foreach (var guard in telling.Guards)
            Prove(owner, guard.Kinds & kinds);
    }

    /// <summary>A value is no longer dangerous as these kinds: in the place where it is, and in the place that it was made from.</summary>
    private void Prove(IOperation item, ulong kinds)
    {
        if (kinds == 0)
            return;
        if (item is IFlowCaptureReferenceOperation && Behind(item) is IInvocationOperation made)
            item = made;
        if (item is IInvocationOperation { TargetMethod: { Name: "ToLower" or "ToLowerInvariant" or "ToUpper" or "ToUpperInvariant" or "Trim" } } normalised)
        {
            Prove(normalised.Instance!, kinds);
            return;
        }

        if (item is IPropertyReferenceOperation { Instance: { } owner } part)
            ProveOwner(owner, part.Property, kinds);

        if (AddressTest.Address(item) is { } whole)
        {
            Prove(whole, kinds & _context.Models.Sinks.Find("ssrf", "redirect"));
            return;
        }

        if (item is IConversionOperation { OperatorMethod: not null } converted)
        {
            Prove(converted.Operand, kinds);
            return;
        }

        if (item is IObjectCreationOperation { Type: { Name: "Uri", ContainingNamespace.Name: "System" }, Arguments: [{ Parameter.Name: "uriString", Value: var given }, ..] })
        {
            Prove(given.Unconverted(), kinds);
            return;
        }

        // An address that was parsed from a text says of the text what it says of itself.
        if (item is ILocalReferenceOperation { Local: var local } && _parsed.TryGetValue(local, out var text) && text is not null)
        {
            // It may have been made from itself: path = Path.GetFullPath(path).
            _parsed.Remove(local);
            Prove(text, kinds);
            _parsed[local] = text;
        }

        if (PlaceOf(item) is not { } place)
            return;
        Narrow(place, kinds);
        if (IsSource(item))
            _state.Prove(place, kinds, -1);
        // And what is known of the text holds for the address.
        if (item is not (ILocalReferenceOperation or IParameterReferenceOperation))
            return;
        foreach (var parsed in _parsed)
        {
            if (parsed.Value is ILocalReferenceOperation or IParameterReferenceOperation && PlaceOf(parsed.Value) == place)
                Narrow(new Place(RootOf(parsed.Key), ""), kinds & _context.Models.Sinks.Find("ssrf", "redirect"));
        }
    }

    private void Narrow(Place place, ulong kinds)
    {
        if (kinds == 0)
            return;
        var value = _state.Read(place);
        if (!value.IsClean)
            _state.Narrow(place, kinds == Kinds.All ? Value.Clean : value.Map(label => label.Function is not null ? label : _labels.Get(label.From, Whole(label.Cleaned | kinds), label.Prefix, label.Guard)));
    }
}
